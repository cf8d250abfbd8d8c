// SPDX-License-Identifier: MIT
#include "pool.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace nvts::nvds {
namespace {

constexpr guint kMinGrowth = 16;
// A batch may claim any size; memory is taken for this many elements at first, the rest on demand.
constexpr guint kMaxInitial = 1024;

constexpr std::size_t aligned(std::size_t size) {
  constexpr std::size_t alignment = alignof(std::max_align_t);
  return (size + alignment - 1) / alignment * alignment;
}

void push_front(GList*& list, GList* node) {
  node->prev = nullptr;
  node->next = list;
  if (list) list->prev = node;
  list = node;
}

}  // namespace

Pool* Pool::create(NvDsMetaType type, guint element_size, guint initial_elements, NvDsMetaCopyFunc copy,
                   NvDsMetaReleaseFunc release) {
  static_assert(std::is_standard_layout_v<Pool>, "the public part must be at the pool's address");
  auto* pool = new Pool;
  pool->m_public.meta_type = type;
  pool->m_public.element_size = element_size;
  pool->m_public.copy_func = copy;
  pool->m_public.release_func = release;
  pool->m_stride = aligned(element_size);
  pool->grow(std::clamp(initial_elements, 1u, kMaxInitial));
  return pool;
}

void Pool::destroy(Pool* pool) {
  if (!pool) return;
  pool->release_all();
  delete pool;
}

Pool::~Pool() {
  for (const Slab& slab : m_slabs) {
    g_free(slab.elements);
    g_free(slab.nodes);
    g_free(slab.in_use);
  }
}

void Pool::grow(guint count) {
  Slab slab{};
  // Elements are cleared when they are acquired, so untouched memory stays untouched.
  slab.elements = static_cast<std::byte*>(g_malloc_n(count, m_stride));
  slab.nodes = g_new0(GList, count);
  slab.in_use = g_new0(bool, count);
  slab.count = count;
  for (guint i = count; i-- > 0;) {
    slab.nodes[i].data = slab.elements + i * m_stride;
    push_front(m_public.empty_list, &slab.nodes[i]);
  }
  const auto by_address = [](const Slab& a, const Slab& b) { return a.elements < b.elements; };
  m_slabs.insert(std::upper_bound(m_slabs.begin(), m_slabs.end(), slab, by_address), slab);
  m_public.max_elements_in_pool += count;
  m_public.num_empty_elements += count;
}

Pool::Slot Pool::find(gpointer element) {
  const auto* address = static_cast<const std::byte*>(element);
  const auto starts_after = [](const std::byte* wanted, const Slab& slab) { return wanted < slab.elements; };
  auto slab = std::upper_bound(m_slabs.begin(), m_slabs.end(), address, starts_after);
  if (slab == m_slabs.begin()) return {};
  --slab;
  const auto offset = static_cast<std::size_t>(address - slab->elements);
  const std::size_t index = offset / m_stride;
  if (index >= slab->count || offset % m_stride != 0) return {};
  return {&slab->nodes[index], &slab->in_use[index]};
}

NvDsBaseMeta* Pool::acquire(NvDsBatchMeta* batch) {
  if (!m_public.empty_list) grow(std::max(kMinGrowth, m_public.max_elements_in_pool));

  GList* node = m_public.empty_list;
  m_public.empty_list = node->next;
  if (node->next) node->next->prev = nullptr;
  node->next = nullptr;
  node->prev = m_full_tail;
  (m_full_tail ? m_full_tail->next : m_public.full_list) = node;
  m_full_tail = node;
  --m_public.num_empty_elements;
  ++m_public.num_full_elements;
  *find(node->data).in_use = true;

  std::memset(node->data, 0, m_public.element_size);
  auto* base = static_cast<NvDsBaseMeta*>(node->data);
  base->batch_meta = batch;
  base->meta_type = m_public.meta_type;
  return base;
}

bool Pool::release(gpointer element) {
  const Slot slot = find(element);
  if (!slot.node || !*slot.in_use) return false;
  // Marked free first: what the element owns is released by foreign code, which may come back here.
  *slot.in_use = false;
  m_public.release_func(element, nullptr);

  GList* node = slot.node;
  (node->prev ? node->prev->next : m_public.full_list) = node->next;
  (node->next ? node->next->prev : m_full_tail) = node->prev;
  push_front(m_public.empty_list, node);
  --m_public.num_full_elements;
  ++m_public.num_empty_elements;
  return true;
}

void Pool::release_all() {
  while (m_public.full_list) {
    if (!release(m_public.full_list->data)) break;
  }
}

}  // namespace nvts::nvds

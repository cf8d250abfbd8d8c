// SPDX-License-Identifier: MIT
// A pool of metadata elements behind the public NvDsMetaPool.
#pragma once

#include <cstddef>
#include <vector>

#include "nvdsmeta.h"

namespace nvts::nvds {

// Elements live in slabs, and each slab holds the list nodes of its elements too, so that moving an
// element between the public empty_list and full_list costs no allocation and no search, however
// many elements are in use. Not thread safe: callers hold the batch lock.
class Pool {
 public:
  // `release` frees what an element owns; `copy` fills the element user_data from the element data.
  static Pool* create(NvDsMetaType type, guint element_size, guint initial_elements, NvDsMetaCopyFunc copy,
                      NvDsMetaReleaseFunc release);
  // Releases what is still in use, then frees the memory.
  static void destroy(Pool* pool);
  static Pool* from_public(NvDsMetaPool* pool) { return reinterpret_cast<Pool*>(pool); }

  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  NvDsMetaPool* to_public() { return &m_public; }

  // A zeroed element whose base meta names the batch and the pool's type; appended to full_list.
  NvDsBaseMeta* acquire(NvDsBatchMeta* batch);
  // False when the element is not one of this pool's elements in use, e.g. released before.
  bool release(gpointer element);
  void release_all();

 private:
  struct Slab {
    std::byte* elements;
    GList* nodes;
    bool* in_use;
    guint count;
  };
  struct Slot {
    GList* node = nullptr;
    bool* in_use = nullptr;
  };

  Pool() = default;
  ~Pool();

  void grow(guint count);
  Slot find(gpointer element);

  NvDsMetaPool m_public{};  // first, so that the public pointer is the pool
  GList* m_full_tail = nullptr;
  std::size_t m_stride = 0;
  std::vector<Slab> m_slabs;
};

}  // namespace nvts::nvds

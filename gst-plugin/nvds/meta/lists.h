// SPDX-License-Identifier: MIT
// Attaching elements to their owner's list and taking them off again, under the batch's lock.
#pragma once

#include "nvds_audio_meta.h"
#include "nvdsmeta.h"
#include "pool.h"

namespace nvts::nvds {

// Holds the recursive lock of a batch; a null batch locks nothing.
class BatchLock {
 public:
  explicit BatchLock(NvDsBatchMeta* batch) : m_batch(batch) { nvds_acquire_meta_lock(m_batch); }
  ~BatchLock() { nvds_release_meta_lock(m_batch); }
  BatchLock(const BatchLock&) = delete;
  BatchLock& operator=(const BatchLock&) = delete;

 private:
  NvDsBatchMeta* m_batch;
};

// Which of a batch's pools holds the elements of each type.
inline NvDsMetaPool* pool_of(NvDsBatchMeta* b, const NvDsFrameMeta*) {
  return b->frame_meta_pool;
}
inline NvDsMetaPool* pool_of(NvDsBatchMeta* b, const NvDsAudioFrameMeta*) {
  return b->frame_meta_pool;
}
inline NvDsMetaPool* pool_of(NvDsBatchMeta* b, const NvDsObjectMeta*) {
  return b->obj_meta_pool;
}
inline NvDsMetaPool* pool_of(NvDsBatchMeta* b, const NvDsClassifierMeta*) {
  return b->classifier_meta_pool;
}
inline NvDsMetaPool* pool_of(NvDsBatchMeta* b, const NvDsLabelInfo*) {
  return b->label_info_meta_pool;
}
inline NvDsMetaPool* pool_of(NvDsBatchMeta* b, const NvDsDisplayMeta*) {
  return b->display_meta_pool;
}
inline NvDsMetaPool* pool_of(NvDsBatchMeta* b, const NvDsUserMeta*) {
  return b->user_meta_pool;
}

template <typename Element>
Element* acquire(NvDsBatchMeta* batch) {
  if (!batch) return nullptr;
  BatchLock lock(batch);
  NvDsMetaPool* pool = pool_of(batch, static_cast<Element*>(nullptr));
  return reinterpret_cast<Element*>(Pool::from_public(pool)->acquire(batch));
}

// Newest first: for lists that grow long, since the cost does not depend on their length.
template <typename Element>
void attach_first(GList*& list, Element* element) {
  list = g_list_prepend(list, element);
}

// Oldest first: for short lists whose order means something, such as a classifier's labels.
template <typename Element>
void attach_last(GList*& list, Element* element) {
  list = g_list_append(list, element);
}

// Takes the element off the list and gives it back to its pool. An element that is not on this list
// is left alone: it may be on another one.
template <typename Element>
bool remove(GList*& list, Element* element) {
  NvDsBatchMeta* batch = element->base_meta.batch_meta;
  BatchLock lock(batch);
  GList* link = g_list_find(list, element);
  if (!link) return false;
  list = g_list_delete_link(list, link);
  if (batch) Pool::from_public(pool_of(batch, element))->release(element);
  return true;
}

template <typename Element>
void release_elements(GList* list) {
  for (GList* l = list; l; l = l->next) {
    auto* element = static_cast<Element*>(l->data);
    if (!element) continue;
    NvDsBatchMeta* batch = element->base_meta.batch_meta;
    if (batch) Pool::from_public(pool_of(batch, element))->release(element);
  }
  g_list_free(list);
}

// Releases all elements of an owner's list.
template <typename Element>
void clear(GList*& list) {
  GList* detached = list;
  list = nullptr;
  release_elements<Element>(detached);
}

// Releases the elements of `doomed`, which is the owner's list, the end of it, or another list of
// elements that the owner holds. `doomed` itself is freed.
template <typename Element>
void clear_part(GList*& list, GList* doomed) {
  if (!doomed) return;
  if (doomed == list) {
    list = nullptr;
  } else if (doomed->prev) {
    doomed->prev->next = nullptr;
    doomed->prev = nullptr;
  } else {
    for (GList* l = doomed; l; l = l->next)
      list = g_list_remove(list, l->data);
  }
  release_elements<Element>(doomed);
}

// Makes a deep copy of `source` in `batch`; null when there is nothing that can be copied.
template <typename Element>
Element* copy_element(gpointer source, NvDsBatchMeta* batch) {
  if (!source) return nullptr;
  NvDsMetaPool* pool = pool_of(batch, static_cast<Element*>(nullptr));
  auto* copy = acquire<Element>(batch);
  if (pool->copy_func(source, copy)) return copy;
  Pool::from_public(pool)->release(copy);
  return nullptr;
}

// Calls add(copy) for a deep copy of each element of `source`, made in `batch`.
template <typename Element, typename Add>
void copy_list(GList* source, NvDsBatchMeta* batch, Add add) {
  if (!batch) return;
  BatchLock lock(batch);
  for (GList* l = source; l; l = l->next) {
    if (auto* copy = copy_element<Element>(l->data, batch)) add(copy);
  }
}

// The same from the end, which keeps the order when `add` puts the newest first.
template <typename Element, typename Add>
void copy_list_backwards(GList* source, NvDsBatchMeta* batch, Add add) {
  if (!batch) return;
  BatchLock lock(batch);
  for (GList* l = g_list_last(source); l; l = l->prev) {
    if (auto* copy = copy_element<Element>(l->data, batch)) add(copy);
  }
}

// Appends a deep copy of each element of `source`, made in `batch`, in their order. The cost does not depend on how long
// the lists are.
template <typename Element>
void copy_list_behind(GList* source, NvDsBatchMeta* batch, GList*& list) {
  GList* copies = nullptr;
  copy_list_backwards<Element>(source, batch, [&](Element* copy) { attach_first(copies, copy); });
  list = g_list_concat(list, copies);
}

}  // namespace nvts::nvds

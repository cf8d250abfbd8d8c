// SPDX-License-Identifier: MIT
#pragma once

#include "nvdsmeta.h"

namespace nvts::meta {

// The batch's recursive lock, for a scope.
class MetaLock {
 public:
  explicit MetaLock(NvDsBatchMeta* batch) : m_batch(batch) { nvds_acquire_meta_lock(m_batch); }
  ~MetaLock() { nvds_release_meta_lock(m_batch); }
  MetaLock(const MetaLock&) = delete;
  MetaLock& operator=(const MetaLock&) = delete;

 private:
  NvDsBatchMeta* m_batch;
};

}  // namespace nvts::meta

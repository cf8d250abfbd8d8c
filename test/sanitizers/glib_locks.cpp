// SPDX-License-Identifier: MIT
// ThreadSanitizer does not see GLib's locks, which are futexes of their own: it would call everything that they guard a
// race. These stand before GLib's functions for whoever calls them from outside of GLib, and say what they order.
#include <dlfcn.h>
#include <glib.h>
#include <sanitizer/tsan_interface.h>

namespace {

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

void acquire(const void* lock) {
  __tsan_acquire(const_cast<void*>(lock));
}

void release(const void* lock) {
  __tsan_release(const_cast<void*>(lock));
}

}  // namespace

// What takes a lock, what tries to, and what gives it back.
#define NVTS_TAKES(function, Lock)                                \
  __attribute__((visibility("default"))) void function(Lock* lock) { \
    static const auto real = next<void (*)(Lock*)>(#function);    \
    real(lock);                                                   \
    acquire(lock);                                                \
  }
#define NVTS_TRIES(function, Lock)                                    \
  __attribute__((visibility("default"))) gboolean function(Lock* lock) { \
    static const auto real = next<gboolean (*)(Lock*)>(#function);    \
    const gboolean taken = real(lock);                                \
    if (taken) acquire(lock);                                         \
    return taken;                                                     \
  }
#define NVTS_GIVES(function, Lock)                                \
  __attribute__((visibility("default"))) void function(Lock* lock) { \
    static const auto real = next<void (*)(Lock*)>(#function);    \
    release(lock);                                                \
    real(lock);                                                   \
  }

extern "C" {

NVTS_TAKES(g_mutex_lock, GMutex)
NVTS_TRIES(g_mutex_trylock, GMutex)
NVTS_GIVES(g_mutex_unlock, GMutex)
NVTS_TAKES(g_rec_mutex_lock, GRecMutex)
NVTS_TRIES(g_rec_mutex_trylock, GRecMutex)
NVTS_GIVES(g_rec_mutex_unlock, GRecMutex)
NVTS_TAKES(g_rw_lock_reader_lock, GRWLock)
NVTS_GIVES(g_rw_lock_reader_unlock, GRWLock)
NVTS_TAKES(g_rw_lock_writer_lock, GRWLock)
NVTS_GIVES(g_rw_lock_writer_unlock, GRWLock)

__attribute__((visibility("default"))) void g_cond_wait(GCond* condition, GMutex* mutex) {
  static const auto real = next<void (*)(GCond*, GMutex*)>("g_cond_wait");
  release(mutex);
  real(condition, mutex);
  acquire(mutex);
}

__attribute__((visibility("default"))) gboolean g_cond_wait_until(GCond* condition, GMutex* mutex, gint64 end) {
  static const auto real = next<gboolean (*)(GCond*, GMutex*, gint64)>("g_cond_wait_until");
  release(mutex);
  const gboolean signalled = real(condition, mutex, end);
  acquire(mutex);
  return signalled;
}

}  // extern "C"

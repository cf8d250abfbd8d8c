// SPDX-License-Identifier: MIT
// The built libraries, opened by path as a dynamic loader would: names and exported functions.
#include <dlfcn.h>
#include <link.h>

#include <string>

#include "../check.h"

namespace {

constexpr const char* kMetaFunctions[] = {
#define NVDS_FUNCTION(name) #name,
#include "abi/functions-nvds_meta.inc"
#undef NVDS_FUNCTION
};

constexpr const char* kGstMetaFunctions[] = {
#define NVDS_FUNCTION(name) #name,
#include "abi/functions-nvdsgst_meta.inc"
#undef NVDS_FUNCTION
};

// A handle to a library; libraries that register types are never unloaded.
void* open_library(const char* path) {
  void* handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle) std::fprintf(stderr, "%s\n", dlerror());
  return handle;
}

std::string soname(void* handle) {
  link_map* map = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0) return {};
  const char* strings = nullptr;
  ElfW(Xword) offset = 0;
  for (const ElfW(Dyn)* entry = map->l_ld; entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_STRTAB) strings = reinterpret_cast<const char*>(entry->d_un.d_ptr);
    if (entry->d_tag == DT_SONAME) offset = entry->d_un.d_val;
  }
  return strings ? strings + offset : "";
}

// Found in the library itself, not in one that it depends on.
bool exports(void* handle, const char* library, const char* function) {
  void* address = dlsym(handle, function);
  Dl_info info{};
  if (!address || !dladdr(address, &info)) return false;
  return std::string(info.dli_fname).ends_with(library);
}

template <std::size_t N>
void check_library(const char* path, const char* name, const char* const (&functions)[N]) {
  void* handle = open_library(path);
  REQUIRE(handle != nullptr);
  CHECK_EQ(soname(handle), name);
  for (const char* function : functions) {
    if (!exports(handle, name, function)) {
      nvts::check::fail(__FILE__, __LINE__, std::string(name) + " does not export " + function);
    }
  }
}

}  // namespace

TEST("libnvds_meta.so has its public name and functions") {
  check_library(NVDS_META_LIBRARY, "libnvds_meta.so", kMetaFunctions);
}

TEST("libnvdsgst_meta.so has its public name and functions") {
  check_library(NVDSGST_META_LIBRARY, "libnvdsgst_meta.so", kGstMetaFunctions);
}

TEST("the libraries export nothing of their insides") {
  void* handle = open_library(NVDS_META_LIBRARY);
  REQUIRE(handle != nullptr);
  CHECK(!dlsym(handle, "_ZN4nvts4nvds4Pool7releaseEPv"));
}

CHECK_MAIN()

// SPDX-License-Identifier: MIT
// An ONNX Runtime of long ago, which has no functions of the version that is asked for.
#include <stddef.h>
#include <stdint.h>

struct base {
  const void* (*get_api)(uint32_t version);
  const char* (*get_version)(void);
};

static const void* get_api(uint32_t version) {
  (void)version;
  return NULL;
}

static const char* get_version(void) {
  return "1.2.0";
}

__attribute__((visibility("default"))) const struct base* OrtGetApiBase(void) {
  static const struct base base = {get_api, get_version};
  return &base;
}

// SPDX-License-Identifier: MIT
#include "parser/deepstream_layer.h"

#include <cerrno>
#include <csignal>
#include <optional>
#include <string>
#include <sys/syscall.h>
#include <unistd.h>

#include "support/printable.h"

namespace nvts::parser {
namespace {

constexpr uint32_t kMaxDims = 8;

std::optional<DataType> data_type(int number) {
  switch (number) {
    case 0: return DataType::kFloat32;
    case 1: return DataType::kFloat16;
    case 2: return DataType::kInt8;
    case 3: return DataType::kInt32;
    case 4: return DataType::kInt64;
    case 5: return DataType::kUint8;
  }
  return std::nullopt;
}

// Whether the kernel can read a word there: it copies the set of signals before it looks at what to do with it.
bool is_word_readable(uintptr_t address) {
  constexpr int kNothing = -1;
  constexpr size_t kSetBytes = 8;
  return ::syscall(SYS_rt_sigprocmask, kNothing, address & ~uintptr_t{7}, nullptr, kSetBytes) != -1 || errno != EFAULT;
}

bool is_readable(const void* memory, size_t bytes) {
  const auto first = reinterpret_cast<uintptr_t>(memory);
  return is_word_readable(first) && is_word_readable(first + bytes - 1);
}

std::string name_of(const Layer& layer) {
  return "layer '" + printable(layer.name, 128) + "' ";
}

}  // namespace

Status read_layer(const DeepStreamLayer& from, Layer* layer) {
  layer->name = from.name != nullptr ? from.name : "";
  const auto type = data_type(from.type);
  if (!type) return {ErrorCode::kTensor, name_of(*layer) + "has the unknown data type " + std::to_string(from.type)};
  layer->type = *type;
  if (from.dim_count > kMaxDims) {
    return {ErrorCode::kTensor, name_of(*layer) + "is said to have " + std::to_string(from.dim_count) + " dimensions"};
  }
  layer->dims.assign(from.dims, from.dims + from.dim_count);
  return Status::ok();
}

Status check_memory(const Layer& layer, const void* memory) {
  if (memory == nullptr || !is_readable(memory, layer_bytes(layer))) {
    return {ErrorCode::kTensor,
            name_of(layer) + "has no memory that the CPU can read: leave disable-output-host-copy off"};
  }
  if (reinterpret_cast<uintptr_t>(memory) % layer_bytes({"", layer.type, {1}}) != 0) {
    return {ErrorCode::kTensor, name_of(layer) + "does not begin at a whole element"};
  }
  return Status::ok();
}

}  // namespace nvts::parser

// SPDX-License-Identifier: MIT
// Reads the arguments of a kernel one after another and remembers the first fault.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

#include "jsc/context.h"
#include "parser/kernel_functions.h"
#include "support/status.h"

namespace nvts::parser {

class KernelArguments {
 public:
  KernelArguments(jsc::Call& call, const char* kernel, const void* tensors)
      : m_call(call), m_kernel(kernel), m_tensors(*static_cast<const TensorsInHand*>(tensors)) {}

  // What is only read: an array, or a tensor in hand.
  std::span<const float> source(const char* name) {
    return m_call.number(m_next) ? tensor<float>(name, DataType::kFloat32) : floats(name);
  }
  std::span<const uint16_t> half_source(const char* name) {
    return m_call.number(m_next) ? tensor<uint16_t>(name, DataType::kFloat16) : halves(name);
  }

  std::span<float> floats(const char* name) {
    return array<float>(name, jsc::TypedArray::Type::kFloat32, "a Float32Array");
  }
  std::span<int32_t> ints(const char* name) {
    return array<int32_t>(name, jsc::TypedArray::Type::kInt32, "an Int32Array");
  }
  // Empty for null.
  std::span<int32_t> ints_or_null(const char* name, bool* is_null) {
    *is_null = m_call.is_null(m_next);
    if (!*is_null) return ints(name);
    ++m_next;
    return {};
  }

  size_t count(const char* name) { return static_cast<size_t>(whole(name, 0)); }
  // A count, or -1.
  int64_t count_or_none(const char* name) { return whole(name, -1); }
  double number(const char* name) {
    const auto value = m_call.number(m_next++);
    if (!value) fail(std::string(name) + " must be a number");
    return value.value_or(0);
  }

  // A walk through an array: `counts` times `stride`, one walk within the other.
  struct Walk {
    size_t count;
    size_t stride;
  };
  // Whether all that a walk from `offset` on touches lies in an array of `size` elements.
  void need(const char* name, size_t size, size_t offset, std::initializer_list<Walk> walks) {
    uint64_t last = offset;
    for (const Walk& walk : walks) {
      if (walk.count == 0) return;
      last += static_cast<uint64_t>(walk.count - 1) * walk.stride;
    }
    if (last >= size) {
      fail(std::string(name) + " has " + std::to_string(size) + " elements, element " + std::to_string(last) +
           " is wanted");
    }
  }
  // As need(), for each of the rows that are named.
  void need_rows(const char* name, size_t size, size_t offset, size_t row_stride, std::initializer_list<Walk> walks,
                 std::span<const int32_t> indices) {
    size_t largest = 0;
    for (const int32_t index : indices) {
      if (index < 0) return fail("indices has " + std::to_string(index) + ", which is below 0");
      largest = std::max(largest, static_cast<size_t>(index));
    }
    if (!indices.empty()) need(name, size, offset + largest * row_stride, walks);
  }
  // What is written must not change what was checked.
  template <class A, class B>
  void keep_apart(const char* written, std::span<A> a, const char* read, std::span<B> b) {
    const auto* first = reinterpret_cast<const uint8_t*>(a.data());
    const auto* second = reinterpret_cast<const uint8_t*>(b.data());
    if (a.empty() || b.empty() || first + a.size_bytes() <= second || second + b.size_bytes() <= first) return;
    fail(std::string(written) + " and " + read + " must not share memory");
  }
  // The engine cannot be stopped while a kernel works, so that its work is bounded.
  void bound(std::initializer_list<size_t> factors) {
    constexpr double kMaxSteps = 268435456;
    double steps = 1;
    for (const size_t factor : factors) steps *= static_cast<double>(factor);
    if (steps > kMaxSteps && m_fault.is_ok()) {
      m_fault = {ErrorCode::kLimit, std::string(m_kernel) + "(): too much at once, call it for less"};
    }
  }
  void fail(const std::string& what) {
    if (m_fault.is_ok()) m_fault = {ErrorCode::kRange, std::string(m_kernel) + "(): " + what};
  }

  [[nodiscard]] bool ok() const { return m_fault.is_ok(); }
  [[nodiscard]] jsc::ValueRef error() { return m_call.error(m_fault); }
  [[nodiscard]] jsc::ValueRef result(size_t count) { return m_call.from(static_cast<double>(count)); }

 private:
  template <class T>
  std::span<T> array(const char* name, jsc::TypedArray::Type type, const char* wanted) {
    const auto found = m_call.typed_array(m_next++);
    if (!found || found->type != type) {
      fail(std::string(name) + " must be " + wanted);
      return {};
    }
    return {static_cast<T*>(found->data), found->length};
  }

  std::span<uint16_t> halves(const char* name) {
    return array<uint16_t>(name, jsc::TypedArray::Type::kUint16, "a Uint16Array");
  }

  template <class T>
  std::span<const T> tensor(const char* name, DataType type) {
    const std::optional<size_t> index = m_tensors.find(*m_call.number(m_next++));
    if (!index) {
      fail(std::string(name) + " must be an array, or the number of a layer while its tensor is in hand");
      return {};
    }
    const Layer& layer = m_tensors.layers[*index];
    if (layer.type != type) {
      fail(std::string(name) + ": layer " + std::to_string(*index) + " is of type " + data_type_name(layer.type) +
           ", " + data_type_name(type) + " is wanted");
      return {};
    }
    return {static_cast<const T*>(m_tensors.buffers[*index]), layer_bytes(layer) / sizeof(T)};
  }

  // Large enough for any array, small enough that sums of products of two fit 64 bits.
  int64_t whole(const char* name, int64_t least) {
    const auto value = m_call.number(m_next++);
    if (value && *value >= static_cast<double>(least) && *value <= INT32_MAX && *value == std::floor(*value)) {
      return static_cast<int64_t>(*value);
    }
    fail(std::string(name) + " must be a whole number from " + std::to_string(least) + " to 2147483647");
    return least;
  }

  jsc::Call& m_call;
  const char* m_kernel;
  const TensorsInHand& m_tensors;
  size_t m_next = 0;
  Status m_fault;
};

}  // namespace nvts::parser

// SPDX-License-Identifier: MIT
// What nvtsinfer calls of ONNX Runtime's C API. The library is opened when an element starts, so that the plugin is built
// and loaded without it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "support/status.h"

namespace nvts::infer::ort {

// Handles; only the library looks inside.
struct Allocator;
struct Env;
struct MemoryInfo;
struct RunOptions;
struct Session;
struct SessionOptions;
struct Status;  // nullptr is success
struct TensorInfo;
struct TypeInfo;
struct Value;

// The numbers of ONNX's tensor types.
enum class ElementType : int {
  kUndefined = 0,
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kString = 8,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
  kUint32 = 12,
  kUint64 = 13,
};
[[nodiscard]] const char* element_type_name(ElementType type);

inline constexpr int kTypeIsTensor = 1;
inline constexpr int kLogWarning = 2;
inline constexpr int kLogError = 3;
inline constexpr int kDeviceAllocator = 0;
inline constexpr int kDefaultMemory = 0;

using LogFunction = void(void* param, int severity, const char* category, const char* id, const char* place,
                         const char* message);

// The functions, under the library's names for them.
struct Functions {
  const char* (*GetErrorMessage)(const Status*);
  Status* (*CreateEnvWithCustomLogger)(LogFunction*, void* param, int severity, const char* id, Env** out);
  Status* (*CreateSession)(const Env*, const char* path, const SessionOptions*, Session** out);
  Status* (*Run)(Session*, const RunOptions*, const char* const* input_names, const Value* const* inputs, size_t input_count,
                 const char* const* output_names, size_t output_count, Value** outputs);
  Status* (*CreateSessionOptions)(SessionOptions** out);
  Status* (*SetSessionLogSeverityLevel)(SessionOptions*, int severity);
  Status* (*SetIntraOpNumThreads)(SessionOptions*, int threads);
  Status* (*SessionGetInputCount)(const Session*, size_t* out);
  Status* (*SessionGetOutputCount)(const Session*, size_t* out);
  Status* (*SessionGetInputTypeInfo)(const Session*, size_t index, TypeInfo** out);
  Status* (*SessionGetOutputTypeInfo)(const Session*, size_t index, TypeInfo** out);
  Status* (*SessionGetInputName)(const Session*, size_t index, Allocator*, char** out);
  Status* (*SessionGetOutputName)(const Session*, size_t index, Allocator*, char** out);
  Status* (*CreateTensorWithDataAsOrtValue)(const MemoryInfo*, void* data, size_t bytes, const int64_t* dims, size_t rank,
                                            ElementType, Value** out);
  Status* (*GetTensorMutableData)(Value*, void** out);
  Status* (*CastTypeInfoToTensorInfo)(const TypeInfo*, const TensorInfo** out);
  Status* (*GetOnnxTypeFromTypeInfo)(const TypeInfo*, int* out);
  Status* (*GetTensorElementType)(const TensorInfo*, ElementType* out);
  Status* (*GetDimensionsCount)(const TensorInfo*, size_t* out);
  Status* (*GetDimensions)(const TensorInfo*, int64_t* dims, size_t rank);
  Status* (*GetSymbolicDimensions)(const TensorInfo*, const char** names, size_t rank);
  Status* (*GetTensorTypeAndShape)(const Value*, TensorInfo** out);
  Status* (*CreateCpuMemoryInfo)(int allocator_type, int memory_type, MemoryInfo** out);
  Status* (*AllocatorFree)(Allocator*, void*);
  Status* (*GetAllocatorWithDefaultOptions)(Allocator** out);
  void (*ReleaseStatus)(Status*);
  void (*ReleaseMemoryInfo)(MemoryInfo*);
  void (*ReleaseSession)(Session*);
  void (*ReleaseValue)(Value*);
  void (*ReleaseTypeInfo)(TypeInfo*);
  void (*ReleaseTensorTypeAndShapeInfo)(TensorInfo*);
  void (*ReleaseSessionOptions)(SessionOptions*);
  Status* (*AddSessionConfigEntry)(SessionOptions*, const char* key, const char* value);
};

// An opened library. There is one for each file and process, and it stays: its threads and tensors outlive elements.
class Library {
 public:
  // kNotFound when the file cannot be loaded, kUnsupported when it is not ONNX Runtime or one that is too old.
  [[nodiscard]] static Result<const Library*> open(const std::string& path);

  [[nodiscard]] const Functions& functions() const { return m_functions; }
  [[nodiscard]] const std::string& version() const { return m_version; }
  [[nodiscard]] const Env* env() const { return m_env; }
  // What a failed call says; frees it.
  [[nodiscard]] std::string take_message(Status* failure) const;

 private:
  Library() = default;

  Functions m_functions = {};
  std::string m_version;
  Env* m_env = nullptr;
};

}  // namespace nvts::infer::ort

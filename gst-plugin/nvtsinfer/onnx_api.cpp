// SPDX-License-Identifier: MIT
#include "nvtsinfer/onnx_api.h"

#include <dlfcn.h>
#include <gst/gst.h>

#include <map>
#include <mutex>

GST_DEBUG_CATEGORY_STATIC(onnx_debug);

namespace nvts::infer::ort {
namespace {

// The oldest release that is asked for, 1.11: older ones refuse most models that are exported today.
constexpr uint32_t kApiVersion = 11;

// Returned by the library's one exported function, OrtGetApiBase.
struct ApiBase {
  const void* const* (*GetApi)(uint32_t version);
  const char* (*GetVersionString)();
};

void log_line(void*, int severity, const char*, const char*, const char* place, const char* message) noexcept {
  const GstDebugLevel level = severity >= kLogError     ? GST_LEVEL_ERROR
                              : severity >= kLogWarning ? GST_LEVEL_WARNING
                                                        : GST_LEVEL_DEBUG;
  GST_CAT_LEVEL_LOG(onnx_debug, level, nullptr, "%s (%s)", message, place);
}

template <class Function>
void take(Function*& function, const void* const* table, size_t place) {
  function = reinterpret_cast<Function*>(const_cast<void*>(table[place]));
}

// A release of the library adds functions at the end of its table and moves none.
Functions read_table(const void* const* table) {
  Functions f = {};
  take(f.GetErrorMessage, table, 2);
  take(f.CreateEnvWithCustomLogger, table, 4);
  take(f.CreateSession, table, 7);
  take(f.Run, table, 9);
  take(f.CreateSessionOptions, table, 10);
  take(f.SetSessionLogSeverityLevel, table, 22);
  take(f.SetIntraOpNumThreads, table, 24);
  take(f.SessionGetInputCount, table, 30);
  take(f.SessionGetOutputCount, table, 31);
  take(f.SessionGetInputTypeInfo, table, 33);
  take(f.SessionGetOutputTypeInfo, table, 34);
  take(f.SessionGetInputName, table, 36);
  take(f.SessionGetOutputName, table, 37);
  take(f.CreateTensorWithDataAsOrtValue, table, 49);
  take(f.GetTensorMutableData, table, 51);
  take(f.CastTypeInfoToTensorInfo, table, 55);
  take(f.GetOnnxTypeFromTypeInfo, table, 56);
  take(f.GetTensorElementType, table, 60);
  take(f.GetDimensionsCount, table, 61);
  take(f.GetDimensions, table, 62);
  take(f.GetSymbolicDimensions, table, 63);
  take(f.GetTensorTypeAndShape, table, 65);
  take(f.CreateCpuMemoryInfo, table, 69);
  take(f.AllocatorFree, table, 76);
  take(f.GetAllocatorWithDefaultOptions, table, 78);
  take(f.ReleaseStatus, table, 93);
  take(f.ReleaseMemoryInfo, table, 94);
  take(f.ReleaseSession, table, 95);
  take(f.ReleaseValue, table, 96);
  take(f.ReleaseTypeInfo, table, 98);
  take(f.ReleaseTensorTypeAndShapeInfo, table, 99);
  take(f.ReleaseSessionOptions, table, 100);
  take(f.AddSessionConfigEntry, table, 130);
  return f;
}

}  // namespace

const char* element_type_name(ElementType type) {
  switch (type) {
    case ElementType::kUndefined: return "undefined";
    case ElementType::kFloat: return "float32";
    case ElementType::kUint8: return "uint8";
    case ElementType::kInt8: return "int8";
    case ElementType::kUint16: return "uint16";
    case ElementType::kInt16: return "int16";
    case ElementType::kInt32: return "int32";
    case ElementType::kInt64: return "int64";
    case ElementType::kString: return "string";
    case ElementType::kBool: return "bool";
    case ElementType::kFloat16: return "float16";
    case ElementType::kDouble: return "float64";
    case ElementType::kUint32: return "uint32";
    case ElementType::kUint64: return "uint64";
  }
  return "of a type that is not known";
}

std::string Library::take_message(Status* failure) const {
  if (failure == nullptr) return {};
  const char* message = m_functions.GetErrorMessage(failure);
  std::string text = message != nullptr ? message : "";
  m_functions.ReleaseStatus(failure);
  return text;
}

Result<const Library*> Library::open(const std::string& path) {
  static std::mutex mutex;
  // Never destroyed: streaming threads may still free tensors while the process ends.
  static auto* const opened = new std::map<std::string, const Library*>;
  const std::lock_guard lock(mutex);
  if (const auto found = opened->find(path); found != opened->end()) return found->second;

  GST_DEBUG_CATEGORY_INIT(onnx_debug, "nvts-onnx", 0, "what ONNX Runtime says");
  void* const handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) return nvts::Status{ErrorCode::kNotFound, ::dlerror()};
  const auto get_base = reinterpret_cast<const ApiBase* (*)()>(::dlsym(handle, "OrtGetApiBase"));
  const ApiBase* const base = get_base != nullptr ? get_base() : nullptr;
  if (base == nullptr) {
    return nvts::Status{ErrorCode::kUnsupported, path + " is not ONNX Runtime: it has no function OrtGetApiBase"};
  }
  const char* const version = base->GetVersionString();
  const void* const* const table = base->GetApi(kApiVersion);
  if (table == nullptr) {
    return nvts::Status{ErrorCode::kUnsupported, path + " is ONNX Runtime " + (version != nullptr ? version : "?") +
                                                     ", which is too old: 1." + std::to_string(kApiVersion) +
                                                     " or newer is needed"};
  }

  auto* const library = new Library;
  library->m_functions = read_table(table);
  library->m_version = version != nullptr ? version : "";
  if (Status* failure = library->m_functions.CreateEnvWithCustomLogger(&log_line, nullptr, kLogWarning, "nvtsinfer",
                                                                       &library->m_env)) {
    nvts::Status status{ErrorCode::kUnsupported, path + " does not start: " + library->take_message(failure)};
    delete library;
    return status;
  }
  opened->emplace(path, library);
  return library;
}

}  // namespace nvts::infer::ort

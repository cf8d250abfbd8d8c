// SPDX-License-Identifier: MIT
// Errors as values: a Status says what went wrong, a Result<T> holds a value or a Status.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>

namespace nvts {

// Every error a user can meet. The text form ("NVTS_PARAMS") is stable and documented.
enum class ErrorCode {
  kOk,
  kArgument,         // a property or argument has a value that cannot be used
  kNotFound,         // a file or package does not exist
  kIo,               // a file cannot be read or written
  kBundler,          // a source file could not be bundled
  kSyntax,           // the script does not parse
  kNoDefaultExport,  // the bundle defines no processor
  kDefinition,       // the processor's definition has a fault
  kAbi,              // the bundle was made for another version of the frame table
  kParams,           // parameters do not fit the script's schema
  kScript,           // the script threw
  kMessage,          // a message of the application is not one that the script takes
  kAsyncHook,        // a promise, where everything ends before the hook does
  kJson,             // a value that is no JSON where JSON is wanted
  kTensor,           // a network's output is not what the parser of it expects
  kRange,            // an edit has a value that the metadata cannot hold
  kRemoved,          // an edit of an object that the script removed
  kStale,            // a view was used after its hook had returned
  kLimit,            // a table or a text grew beyond its cap
  kConflict,         // the metadata changed under the script (another branch of the pipeline)
  kMetadata,         // the buffer's metadata cannot be read
  kRecording,        // a recording is damaged or of an unknown kind
  kDeadline,         // a call into the script took longer than it may
  kMemory,           // a script's memory went beyond its limit
  kDenied,           // the script uses what the operator has not granted
  kState,            // a saved state cannot be read or taken over
  kProcess,          // the process that runs the script ended or does not answer
  kPackage,          // a package is damaged, or says of itself what is not so
  kIntegrity,        // a file of a package is not what was packed
  kSignature,        // a package is not signed by a key that is trusted
  kUnsupported,      // this machine or release cannot do it
  kInternal,         // a defect of nvtsprobe
};

[[nodiscard]] const char* error_code_name(ErrorCode code) noexcept;
// kScript for a name that is not ours: what a script throws may carry any code.
[[nodiscard]] ErrorCode error_code_from_name(const char* name) noexcept;

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(ErrorCode code, std::string message) : m_code(code), m_message(std::move(message)) {}

  static Status ok() { return {}; }

  [[nodiscard]] bool is_ok() const { return m_code == ErrorCode::kOk; }
  explicit operator bool() const { return is_ok(); }
  [[nodiscard]] ErrorCode code() const { return m_code; }
  [[nodiscard]] const std::string& message() const { return m_message; }

 private:
  ErrorCode m_code = ErrorCode::kOk;
  std::string m_message;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : m_value(std::move(value)) {}
  Result(Status status) : m_status(std::move(status)) { assert(!m_status.is_ok()); }

  [[nodiscard]] bool is_ok() const { return m_value.has_value(); }
  explicit operator bool() const { return is_ok(); }
  [[nodiscard]] const Status& status() const { return m_status; }

  T& operator*() & { return *m_value; }
  // By value, so that a loop over what a call returned does not outlive it.
  T operator*() && { return std::move(*m_value); }
  const T& operator*() const& { return *m_value; }
  T* operator->() { return &*m_value; }
  const T* operator->() const { return &*m_value; }

 private:
  std::optional<T> m_value;
  Status m_status;
};

}  // namespace nvts

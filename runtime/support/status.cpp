// SPDX-License-Identifier: MIT
#include "support/status.h"

#include <array>
#include <cstring>

namespace nvts {
namespace {

struct Name {
  ErrorCode code;
  const char* text;
};

constexpr std::array kNames = {
    Name{ErrorCode::kOk, "OK"},
    Name{ErrorCode::kArgument, "NVTS_ARGUMENT"},
    Name{ErrorCode::kNotFound, "NVTS_NOT_FOUND"},
    Name{ErrorCode::kIo, "NVTS_IO"},
    Name{ErrorCode::kBundler, "NVTS_BUNDLER"},
    Name{ErrorCode::kSyntax, "NVTS_SYNTAX"},
    Name{ErrorCode::kNoDefaultExport, "NVTS_NO_DEFAULT_EXPORT"},
    Name{ErrorCode::kDefinition, "NVTS_DEFINITION"},
    Name{ErrorCode::kAbi, "NVTS_ABI"},
    Name{ErrorCode::kParams, "NVTS_PARAMS"},
    Name{ErrorCode::kScript, "NVTS_SCRIPT"},
    Name{ErrorCode::kMessage, "NVTS_MESSAGE"},
    Name{ErrorCode::kAsyncHook, "NVTS_ASYNC_HOOK"},
    Name{ErrorCode::kJson, "NVTS_JSON"},
    Name{ErrorCode::kTensor, "NVTS_TENSOR"},
    Name{ErrorCode::kRange, "NVTS_RANGE"},
    Name{ErrorCode::kRemoved, "NVTS_REMOVED"},
    Name{ErrorCode::kStale, "NVTS_STALE"},
    Name{ErrorCode::kLimit, "NVTS_LIMIT"},
    Name{ErrorCode::kConflict, "NVTS_CONFLICT"},
    Name{ErrorCode::kMetadata, "NVTS_METADATA"},
    Name{ErrorCode::kRecording, "NVTS_RECORDING"},
    Name{ErrorCode::kDeadline, "NVTS_DEADLINE"},
    Name{ErrorCode::kMemory, "NVTS_MEMORY"},
    Name{ErrorCode::kDenied, "NVTS_DENIED"},
    Name{ErrorCode::kState, "NVTS_STATE"},
    Name{ErrorCode::kProcess, "NVTS_PROCESS"},
    Name{ErrorCode::kPackage, "NVTS_PACKAGE"},
    Name{ErrorCode::kIntegrity, "NVTS_INTEGRITY"},
    Name{ErrorCode::kSignature, "NVTS_SIGNATURE"},
    Name{ErrorCode::kUnsupported, "NVTS_UNSUPPORTED"},
    Name{ErrorCode::kInternal, "NVTS_INTERNAL"},
};

}  // namespace

const char* error_code_name(ErrorCode code) noexcept {
  for (const Name& name : kNames) {
    if (name.code == code) return name.text;
  }
  return "NVTS_INTERNAL";
}

ErrorCode error_code_from_name(const char* text) noexcept {
  for (const Name& name : kNames) {
    if (name.code != ErrorCode::kOk && std::strcmp(name.text, text) == 0) return name.code;
  }
  return ErrorCode::kScript;
}

}  // namespace nvts

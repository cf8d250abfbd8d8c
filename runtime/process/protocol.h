// SPDX-License-Identifier: MIT
// What an element and the process of its script say to each other. The element calls; until the script's process is
// done, that may ask back, and waits for each answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/host.h"
#include "process/message.h"

namespace nvts::process {

enum class Message : uint32_t {
  // From the element. Those up to kRestore carry a batch.
  kLoad = 1,
  kRun,
  kNotify,
  kSave,
  kRestore,
  kShareTime,
  kHeap,
  // To a parser.
  kModel,
  kParse,
  // Answers of the element.
  kLogged,
  kPacked,
  // From the script's process.
  kLog,
  kPack,
  kDone,
};

// What kLoad begins with.
struct LoadRequest {
  host::Bundle bundle;
  std::string params;
  host::Options options;
  bool in_background = false;  // with a low priority, until it is loaded
};
void put(Writer& writer, const LoadRequest& request);
[[nodiscard]] LoadRequest get_load_request(Reader& reader);

void put(Writer& writer, const Status& status);
[[nodiscard]] Status get_status(Reader& reader);

// Texts are valid UTF-8 on arrival, and of a bounded length.
void put(Writer& writer, const std::optional<host::ScriptError>& error);
[[nodiscard]] std::optional<host::ScriptError> get_error(Reader& reader);

// At most `max_bytes`, valid UTF-8.
[[nodiscard]] std::string get_utf8(Reader& reader, size_t max_bytes);

}  // namespace nvts::process

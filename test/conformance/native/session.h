// SPDX-License-Identifier: MIT
// One script on one stream of batches.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/events.h"
#include "host/host.h"
#include "meta/bridge.h"
#include "recording/line_writer.h"
#include "table/frame_table.h"

namespace nvts::conformance {

struct Settings {
  std::string bundle;
  std::string params;
  std::string element;
  std::string grant;
  uint32_t seed = 0;
  double deadline_ms = 0;
  uint64_t memory_mb = 0;
  bool own_process = false;
};

struct Answer {
  std::optional<host::ScriptError> error;
  std::vector<host::Event> events;
  std::vector<std::pair<int, std::string>> logs;
  std::string line;   // what became of the batch, as a line of a recording
  std::string state;
  uint32_t added = 0;  // objects, which stand before the others in the metadata
};

[[nodiscard]] std::string to_json(const Answer& answer);

class Session {
 public:
  Session();

  [[nodiscard]] Answer open(const Settings& settings);
  [[nodiscard]] Answer push(std::string_view line);
  [[nodiscard]] Answer notify(uint32_t hook, std::string_view data);
  [[nodiscard]] Answer forget(uint32_t source);
  [[nodiscard]] Answer save();
  [[nodiscard]] Answer restore(std::string_view state);

  // For requests that make no sense.
  [[nodiscard]] static Answer refuse(const std::string& why);

 private:
  [[nodiscard]] Answer answer(std::optional<host::ScriptError> error);
  [[nodiscard]] std::optional<host::ScriptError> create(const Settings& settings);
  [[nodiscard]] std::optional<host::ScriptError> work_on(GstBuffer* buffer, Answer& answer);

  // What a recording says goes into the metadata, and comes out of them, by tables of its own.
  table::FrameTable m_outer_table;
  meta::Bridge m_outer_bridge;
  recording::LineWriter m_writer;
  table::FrameTable m_table;
  meta::Bridge m_bridge;
  std::vector<std::pair<int, std::string>> m_logs;
  std::unique_ptr<host::ScriptHost> m_host;
};

}  // namespace nvts::conformance

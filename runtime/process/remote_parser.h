// SPDX-License-Identifier: MIT
// A parser in a process of its own: tensors are copied to it, and its results back.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parser/parser.h"
#include "process/parser_message.h"
#include "process/script_process.h"

namespace nvts::process {

// Made by RemoteHost::create(). When the process ends or does not answer in time, the call in hand and all later ones fail
// as those of a RemoteHost. Tensors of more than Channel::kMaxMessageBytes are kLimit.
class RemoteParser final : public parser::Parser {
 public:
  // CPU time of parse(), and of set_model().
  struct Limits {
    std::chrono::milliseconds time;
    std::chrono::milliseconds setup;
  };
  // `path` is the bundle's.
  RemoteParser(std::unique_ptr<ScriptProcess> process, const Limits& limits, std::string path, std::string name,
               parser::Output output);

  [[nodiscard]] std::optional<host::ScriptError> set_model(const parser::Model& model) override;
  [[nodiscard]] std::optional<host::ScriptError> parse(std::span<const void* const> buffers) override;
  void begin_shared_time() override { m_sharing = Sharing::kBegins; }
  void end_shared_time() override { m_sharing = Sharing::kNone; }
  [[nodiscard]] const parser::ParserInfo& info() const override { return m_info; }
  [[nodiscard]] const parser::OutputBlock& results() const override { return m_block; }
  [[nodiscard]] uint64_t heap_bytes() const override { return m_process->heap_bytes(m_limits.time); }
  [[nodiscard]] double cpu_ms() const override { return m_process->cpu_ms(); }
  [[nodiscard]] int process_id() const override { return m_process->id(); }
  [[nodiscard]] bool is_well() const override { return m_process->is_well(); }
  [[nodiscard]] std::optional<host::ScriptError> look_after() override;

 private:

  std::unique_ptr<ScriptProcess> m_process;
  const Limits m_limits;
  const std::string m_path;
  parser::ParserInfo m_info;
  parser::OutputBlock m_block;
  std::vector<size_t> m_layer_bytes;  // none until a model was told
  Sharing m_sharing = Sharing::kNone;
};

}  // namespace nvts::process

// SPDX-License-Identifier: MIT
#include "process/remote_parser.h"

#include <algorithm>
#include <utility>

#include "process/parser_message.h"

namespace nvts::process {
namespace {

using host::ScriptError;

constexpr std::chrono::milliseconds kHeapLimit{1000};
const Status kNoResults{ErrorCode::kProcess, "sent what are no results of ours"};

}  // namespace

RemoteParser::RemoteParser(std::unique_ptr<ScriptProcess> process, const Limits& limits, std::string name,
                           parser::Output output)
    : m_process(std::move(process)), m_limits(limits) {
  m_process->set_answering({});
  m_info.name = std::move(name);
  m_info.format.output = output;
}

std::optional<ScriptError> RemoteParser::set_model(const parser::Model& model) {
  m_layer_bytes.clear();
  m_block.clear();
  if (m_process->has_ended()) return has_ended("model");
  Writer writer = m_process->writer();
  put(writer, model);
  std::optional<ScriptError> error;
  std::optional<Reader> answer = m_process->call(Message::kModel, writer, m_limits.setup, "model", &error);
  if (error || !answer) return error;
  m_info.format = {m_info.format.output, model.width, model.height, model.classes, 0, 0};
  if (!get_model_info(*answer, &m_info) || !parser::check_model(model)) return m_process->give_up(kNoResults, "model");
  for (const parser::Layer& layer : model.layers) m_layer_bytes.push_back(parser::layer_bytes(layer));
  return std::nullopt;
}

std::optional<ScriptError> RemoteParser::parse(std::span<const void* const> buffers) {
  m_block.clear();
  if (m_process->has_ended()) return has_ended("parse");
  if (m_layer_bytes.empty() || buffers.size() != m_layer_bytes.size()) {
    return ScriptError{{ErrorCode::kInternal, "parse() without a model of the layers in hand"}, "parse", -1, {}, {}};
  }
  Writer writer = m_process->writer();
  writer.put(m_shared_time);
  if (m_shared_time == SharedTime::kBegins) m_shared_time = SharedTime::kGoesOn;
  for (size_t i = 0; i < buffers.size(); ++i) {
    writer.align(kTensorAlignment);
    writer.put_bytes(buffers[i], m_layer_bytes[i]);
  }
  std::optional<ScriptError> error;
  std::optional<Reader> answer = m_process->call(Message::kParse, writer, m_limits.time, "parse", &error);
  if (error || !answer) return error;
  // The process has checked them too.
  if (!get_results(*answer, &m_block) || !m_block.check(m_info.format)) {
    m_block.clear();
    return m_process->give_up(kNoResults, "parse");
  }
  return m_process->check_memory("parse");
}

uint64_t RemoteParser::heap_bytes() const {
  if (m_process->has_ended()) return 0;
  std::optional<ScriptError> error;
  const Writer writer = m_process->writer();
  std::optional<Reader> answer =
      m_process->call(Message::kHeap, writer, std::max(m_limits.time, kHeapLimit), "", &error);
  if (!answer || error) return 0;
  static_cast<void>(answer->get<uint32_t>());  // a processor's groups
  return answer->get<uint64_t>();
}

std::optional<ScriptError> RemoteParser::has_ended(const char* hook) const {
  ScriptError error{{ErrorCode::kProcess, "the process that runs the script has ended"}, hook, -1, {}, {}};
  error.discard = true;
  return error;
}

}  // namespace nvts::process

// SPDX-License-Identifier: MIT
#include "process/remote_parser.h"

#include <utility>

namespace nvts::process {
namespace {

using host::ScriptError;

// More than what model() says can hold.
constexpr size_t kMaxInfoBytes = size_t{8} << 20;
const Status kNoResults{ErrorCode::kProcess, "sent what are no results of ours"};

}  // namespace

RemoteParser::RemoteParser(std::unique_ptr<ScriptProcess> process, const Limits& limits, std::string path,
                           std::string name, parser::Output output)
    : m_process(std::move(process)), m_limits(limits), m_path(std::move(path)) {
  m_process->set_answering({});
  m_info.name = std::move(name);
  m_info.format.output = output;
}

std::optional<ScriptError> RemoteParser::set_model(const parser::Model& model) {
  m_layer_bytes.clear();
  m_block.clear();
  if (m_process->has_ended()) return ScriptProcess::ended("model");
  // Not left to the process, which says itself what it gives.
  if (Status status = check_output(m_info.format.output, model); !status) {
    return ScriptError{{status.code(), m_path + ": " + status.message()}, "model", -1, {}, {}};
  }
  Writer writer = m_process->writer();
  put(writer, model);
  std::optional<ScriptError> error;
  std::optional<Reader> answer = m_process->call(Message::kModel, writer, m_limits.setup, "model", &error);
  if (error || !answer) return error;
  m_info.format = {m_info.format.output, model.width, model.height, model.classes, 0, 0};
  if (answer->left() > kMaxInfoBytes || !get_model_info(*answer, &m_info) || !parser::check_model(model)) {
    return m_process->give_up(kNoResults, "model");
  }
  for (const parser::Layer& layer : model.layers) m_layer_bytes.push_back(parser::layer_bytes(layer));
  return std::nullopt;
}

std::optional<ScriptError> RemoteParser::parse(std::span<const void* const> buffers) {
  m_block.clear();
  if (m_process->has_ended()) return ScriptProcess::ended("parse");
  if (m_layer_bytes.empty() || buffers.size() != m_layer_bytes.size()) {
    return ScriptError{{ErrorCode::kInternal, "parse() without a model of the layers in hand"}, "parse", -1, {}, {}};
  }
  Writer writer = m_process->writer();
  writer.put(m_sharing);
  for (size_t i = 0; i < buffers.size(); ++i) {
    writer.align(kTensorAlignment);
    writer.put_bytes(buffers[i], m_layer_bytes[i]);
  }
  std::optional<ScriptError> error;
  std::optional<Reader> answer = m_process->call(Message::kParse, writer, m_limits.time, "parse", &error);
  if (answer && m_sharing == Sharing::kBegins) m_sharing = Sharing::kGoesOn;
  if (error || !answer) return error;
  // The process has checked them too.
  if (!get_results(*answer, &m_block) || !m_block.check(m_info.format)) {
    m_block.clear();
    return m_process->give_up(kNoResults, "parse");
  }
  m_process->forget_message();
  error = m_process->check_memory("parse");
  if (error) m_block.clear();
  return error;
}

std::optional<ScriptError> RemoteParser::look_after() {
  return m_process->has_ended() ? std::nullopt : m_process->look_after("save");
}

}  // namespace nvts::process

// SPDX-License-Identifier: MIT
#include "nvinfer-parser/thread_parser.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "host/params.h"
#include "parser/deepstream_layer.h"
#include "parser/parser_host.h"
#include "process/remote_host.h"

namespace nvts::nvinfer {
namespace {

// What another version of DeepStream writes there may be no value of the enum that this one knows.
int type_number(const NvDsInferLayerInfo& layer) {
  static_assert(sizeof layer.dataType == sizeof(int));
  int number = 0;
  std::memcpy(&number, &layer.dataType, sizeof number);
  return number;
}

}  // namespace

const parser::Parser* ThreadParser::parse(const Request& request) {
  // One that has ended between two frames costs none, unless the next ends before it has parsed one.
  if (m_parser && !m_parser->is_well()) {
    m_parser.reset();
    m_messages.failure(Status{ErrorCode::kProcess, "the process that runs the parser has ended; another one is started"});
    if (std::exchange(m_restarted, true)) retry_later();
  }
  if (!m_parser && !load()) return nullptr;
  if (Status status = read(request); !status) {
    m_messages.failure(status);
    return nullptr;
  }
  if (!tell_model()) return nullptr;
  m_buffers.clear();
  for (size_t i = 0; i < request.layers.size(); ++i) {
    const void* buffer = request.layers[i].buffer;
    if (Status status = parser::check_memory(m_given.layers[i], buffer); !status) {
      m_messages.failure(status);
      return nullptr;
    }
    m_buffers.push_back(buffer);
  }
  const auto error = m_parser->parse(m_buffers);
  m_refused = error && error->status.code() == ErrorCode::kTensor && !error->discard;
  if (error) {
    m_messages.failure(*error);
    if (error->discard) retry_later();
    if (!m_refused) return nullptr;
  }
  m_failures = 0;
  m_restarted = false;
  return m_parser.get();
}

bool ThreadParser::load() {
  if (m_failures > 0 && Clock::now() < m_next_attempt) return false;
  const auto bundle = host::load_bundle(m_settings.bundle);
  if (!bundle) {
    std::string message = bundle.status().message();
    if (m_settings.bundle == m_settings.expected && bundle.status().code() == ErrorCode::kNotFound) {
      message += "; put the bundle that `nvts build` makes there, beside the library and under its name, or name it in "
                 "NVTS_PARSER";
    }
    m_messages.failure(Status{bundle.status().code(), message});
    retry_later();
    return false;
  }
  const auto params = host::read_params(m_settings.params, m_settings.params_file);
  if (!params) {
    m_messages.failure(params.status());
    retry_later();
    return false;
  }
  if (const auto error = create(*bundle, *params)) {
    m_messages.failure(*error);
    retry_later();
    return false;
  }
  m_told = {};
  m_fits = false;
  return true;
}

std::optional<host::ScriptError> ThreadParser::create(const host::Bundle& bundle, const std::string& params) {
  const auto failure = [](Status status) { return host::ScriptError{std::move(status), "load", -1, {}, {}}; };
  const host::Options options{.element = m_settings.library,
                              .time_limit_ms = m_settings.deadline_ms,
                              .setup_time_limit_ms = m_settings.setup_deadline_ms,
                              .memory_limit_bytes = m_settings.memory_limit_bytes,
                              .grants = {}};
  const auto log = [this](host::LogLevel level, std::string_view text) { m_messages.log(level, text); };
  if (m_settings.isolation == "in-process") {
    std::unique_ptr<parser::ParserHost> made;
    auto error = parser::ParserHost::create(bundle, params, log, options, &made);
    m_parser = std::move(made);
    return error;
  }
  if (m_settings.isolation != "process") {
    return failure({ErrorCode::kArgument, "NVTS_PARSER_ISOLATION is in-process or process, not '" + m_settings.isolation + "'"});
  }
  const Result<std::string> program = process::find_script_host();
  if (!program) return failure(program.status());
  table::FrameTable none;
  parser::LoadedScript made;
  if (auto error = process::RemoteHost::create(*program, bundle, params, none, {log, {}, {}}, options, &made)) return error;
  if (!made.parser) return failure({ErrorCode::kUnsupported, bundle.path + ": is a 'processor', a 'parser' is wanted"});
  m_parser = std::move(made.parser);
  return std::nullopt;
}

// A parser that was stopped is built anew, and one that cannot be loaded may be mended; but not with every frame.
void ThreadParser::retry_later() {
  constexpr int kMostSeconds = 60;
  m_parser.reset();
  m_failures = std::min(m_failures + 1, 7);
  m_next_attempt = Clock::now() + std::chrono::seconds(std::min(1 << (m_failures - 1), kMostSeconds));
}

// Each model is told once, whether it fits or not.
bool ThreadParser::tell_model() {
  if (m_given == m_told) return m_fits;
  m_told = m_given;
  m_fits = false;
  if (const auto error = m_parser->set_model(m_told)) {
    m_messages.failure(*error);
    if (error->discard) retry_later();
    return false;
  }
  m_fits = true;
  return true;
}

Status ThreadParser::read(const Request& request) {
  m_given.width = request.network.width;
  m_given.height = request.network.height;
  m_given.channels = request.network.channels;
  m_given.classes = request.classes;
  m_given.thresholds.assign(request.thresholds, request.thresholds + request.threshold_count);
  m_given.wanted = request.wanted;
  m_given.layers.resize(request.layers.size());
  for (size_t i = 0; i < request.layers.size(); ++i) {
    const NvDsInferLayerInfo& from = request.layers[i];
    Status status = parser::read_layer(
        {from.layerName, type_number(from), from.inferDims.numDims, from.inferDims.d}, &m_given.layers[i]);
    if (!status) return status;
  }
  return parser::check_model(m_given);
}

}  // namespace nvts::nvinfer

// SPDX-License-Identifier: MIT
// The parser of one thread that calls: loads its bundle, tells it what the network gives, and takes tensors to it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "host/bundle.h"
#include "nvdsinfer.h"
#include "nvinfer-parser/messages.h"
#include "nvinfer-parser/settings.h"
#include "parser/parser.h"

namespace nvts::nvinfer {

struct Request {
  const std::vector<NvDsInferLayerInfo>& layers;
  const NvDsInferNetworkInfo& network;
  uint32_t classes;  // 0: unknown
  const float* thresholds;
  size_t threshold_count;
  parser::Output wanted;
};

class ThreadParser {
 public:
  explicit ThreadParser(Settings settings) : m_settings(std::move(settings)), m_messages(m_settings.library) {}

  // The parser with its results, which stay until the next call; null when there are none, which has been told. Tensors
  // that the parser refuses (NVTS_TENSOR) give empty results: with `false` nvinfer would end the stream, of all cameras.
  [[nodiscard]] const parser::Parser* parse(const Request& request);
  // Whether the results are empty because the parser has refused the tensors.
  [[nodiscard]] bool refused() const { return m_refused; }
  [[nodiscard]] Messages& messages() { return m_messages; }

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] bool load();
  [[nodiscard]] std::optional<host::ScriptError> create(const host::Bundle& bundle, const std::string& params);
  [[nodiscard]] bool tell_model();
  [[nodiscard]] Status read(const Request& request);
  void retry_later();

  Settings m_settings;
  Messages m_messages;
  std::unique_ptr<parser::Parser> m_parser;
  parser::Model m_given;  // what the call in hand says
  parser::Model m_told;   // what the parser was told last
  bool m_fits = false;    // whether it took that
  bool m_refused = false;
  std::vector<const void*> m_buffers;
  int m_failures = 0;  // since the last results
  bool m_restarted = false;  // likewise
  Clock::time_point m_next_attempt;
};

}  // namespace nvts::nvinfer

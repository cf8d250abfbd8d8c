// SPDX-License-Identifier: MIT
// A loaded parser, wherever it runs: in this process (parser_host.h) or in one of its own (process/remote_parser.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/log_level.h"
#include "host/script_host.h"
#include "parser/labels.h"
#include "parser/model.h"
#include "parser/output_block.h"
#include "support/cpu_clock.h"

namespace nvts::parser {

// What a parser says of itself and of what it gives.
struct ParserInfo {
  std::string name;     // in its bundle; empty when it has none
  RowFormat format;     // its output, and the rest since it was told a model
  Labels labels;        // of the model
  std::string warning;  // of the model; empty when of nothing
};

// Not thread-safe: calls come one after another, from whichever thread.
class Parser {
 public:
  using Log = std::function<void(host::LogLevel, std::string_view)>;

  virtual ~Parser() = default;

  // Tells the parser what the network gives. Before the first parse(), and again whenever that has changed. After an
  // error parse() must not be called before another has succeeded.
  [[nodiscard]] virtual std::optional<host::ScriptError> set_model(const Model& model) = 0;

  // A buffer per layer of the model, each with layer_bytes() to read. They are not kept: views that the script has kept are
  // empty, or show the same layer as it is by then, whenever code of the script runs.
  [[nodiscard]] virtual std::optional<host::ScriptError> parse(std::span<const void* const> buffers) = 0;

  // Until end_shared_time() all calls of parse() share one time limit. Telling a model ends that, and begins it anew.
  virtual void begin_shared_time() = 0;
  virtual void end_shared_time() = 0;
  class Batch {
   public:
    explicit Batch(Parser& parser) : m_parser(parser) { m_parser.begin_shared_time(); }
    ~Batch() { m_parser.end_shared_time(); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

   private:
    Parser& m_parser;
  };

  [[nodiscard]] virtual const ParserInfo& info() const = 0;
  // What parse() gave; after an error, nothing.
  [[nodiscard]] virtual const OutputBlock& results() const = 0;
  // Bytes in use by its heap, 0 when that cannot be told.
  [[nodiscard]] virtual uint64_t heap_bytes() const = 0;
  // As of host::ScriptHost.
  [[nodiscard]] virtual double cpu_ms() const { return thread_cpu_ms(); }
  [[nodiscard]] virtual int process_id() const { return 0; }
  [[nodiscard]] virtual bool is_well() const { return true; }
  // Between calls: fails, as these then would, when a process of its own has ended or was stopped.
  [[nodiscard]] virtual std::optional<host::ScriptError> look_after() { return std::nullopt; }

  [[nodiscard]] Output output() const { return info().format.output; }
  // Keypoints, and values of an embedding, that each row has.
  [[nodiscard]] uint32_t keypoints() const { return info().format.keypoints; }
  [[nodiscard]] uint32_t embedding() const { return info().format.embedding; }
  // The text of a class of an attribute, null where the parser names none.
  [[nodiscard]] const std::string* label(uint32_t attribute, uint32_t class_id) const {
    const Labels& labels = info().labels;
    return attribute < labels.size() && class_id < labels[attribute].size() ? &labels[attribute][class_id] : nullptr;
  }
  // How many classes of an attribute have one.
  [[nodiscard]] uint32_t label_count(uint32_t attribute) const {
    const Labels& labels = info().labels;
    return attribute < labels.size() ? static_cast<uint32_t>(labels[attribute].size()) : 0;
  }

 protected:
  Parser() = default;
  Parser(const Parser&) = default;
  Parser& operator=(const Parser&) = default;
};

}  // namespace nvts::parser

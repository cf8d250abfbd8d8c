// SPDX-License-Identifier: MIT
// Runs one bundle that is a parser: tensors in, rows out. The host's side of the contract in runtime/ARCHITECTURE.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/bundle.h"
#include "host/capabilities.h"
#include "host/log_level.h"
#include "host/script_host.h"
#include "parser/model.h"
#include "parser/output_block.h"

namespace nvts::parser {

struct ParserOptions {
  std::string element;  // who asks, which scripts may read
  // CPU time of one parse(); 0 is no limit. The latter holds for loading and for model().
  double time_limit_ms = 0;
  double setup_time_limit_ms = 0;
  uint64_t memory_limit_bytes = 0;  // 0 is no limit
  host::Grants grants;
  uint32_t seed = 0;  // of Math.random
};

// Not thread-safe: calls come one after another, from whichever thread.
class ParserHost {
 public:
  using Log = std::function<void(host::LogLevel, std::string_view)>;

  // Evaluates the bundle and loads its parser; `params` is a JSON text.
  [[nodiscard]] static std::optional<host::ScriptError> create(const host::Bundle& bundle, const std::string& params,
                                                               Log log, const ParserOptions& options,
                                                               std::unique_ptr<ParserHost>* parser);
  ~ParserHost();

  ParserHost(const ParserHost&) = delete;
  ParserHost& operator=(const ParserHost&) = delete;

  // Tells the parser what the network gives. Before the first parse(), and again whenever that has changed. After an
  // error parse() must not be called before another has succeeded.
  [[nodiscard]] std::optional<host::ScriptError> set_model(const Model& model);

  // A buffer per layer of the model, each with layer_bytes() to read. They are not copied and not kept: views that the
  // script has kept are empty, or show the same buffer again, whenever code of the script runs.
  [[nodiscard]] std::optional<host::ScriptError> parse(std::span<const void* const> buffers);

  // While it lives, all calls of parse() share one time limit. Telling a model ends that, and begins it anew.
  class Batch {
   public:
    explicit Batch(ParserHost& parser) : m_parser(parser) { m_parser.begin_shared_time(); }
    ~Batch() { m_parser.end_shared_time(); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

   private:
    ParserHost& m_parser;
  };

  // What the parser has warned of when it was told of the model; empty when of nothing.
  [[nodiscard]] const std::string& warning() const;
  // What parse() gave; after an error, nothing.
  [[nodiscard]] const OutputBlock& results() const;
  // What the parser gives, whatever the model is.
  [[nodiscard]] Output output() const;
  // Keypoints, and values of an embedding, that each row has.
  [[nodiscard]] uint32_t keypoints() const;
  [[nodiscard]] uint32_t embedding() const;
  // The text of a class of an attribute, null where the parser names none.
  [[nodiscard]] const std::string* label(uint32_t attribute, uint32_t class_id) const;
  // How many classes of an attribute have one.
  [[nodiscard]] uint32_t label_count(uint32_t attribute) const;
  // In its bundle; empty when it has none.
  [[nodiscard]] const std::string& name() const;
  // Bytes in use by its heap, 0 when that cannot be told.
  [[nodiscard]] uint64_t heap_bytes() const;

 private:
  struct Impl;
  void begin_shared_time();
  void end_shared_time();
  explicit ParserHost(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace nvts::parser

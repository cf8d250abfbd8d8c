// SPDX-License-Identifier: MIT
// Runs one bundle that is a parser in this process: tensors in, rows out. The host's side of the contract in runtime/ARCHITECTURE.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "host/bundle.h"
#include "host/host.h"
#include "parser/parser.h"

namespace nvts::parser {

class ParserHost final : public Parser {
 public:
  // Evaluates the bundle and loads its parser; `params` is a JSON text.
  [[nodiscard]] static std::optional<host::ScriptError> create(const host::Bundle& bundle, const std::string& params,
                                                               Log log, const host::Options& options,
                                                               std::unique_ptr<ParserHost>* parser);
  ~ParserHost() override;

  ParserHost(const ParserHost&) = delete;
  ParserHost& operator=(const ParserHost&) = delete;

  [[nodiscard]] std::optional<host::ScriptError> set_model(const Model& model) override;
  // The buffers are not copied. The script's views of them are empty before it is called again.
  [[nodiscard]] std::optional<host::ScriptError> parse(std::span<const void* const> buffers) override;
  void begin_shared_time() override;
  void end_shared_time() override;
  [[nodiscard]] const ParserInfo& info() const override;
  [[nodiscard]] const OutputBlock& results() const override;
  [[nodiscard]] uint64_t heap_bytes() const override;

 private:
  struct Impl;
  explicit ParserHost(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace nvts::parser

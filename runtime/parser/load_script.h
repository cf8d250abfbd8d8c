// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "host/bundle.h"
#include "host/host.h"
#include "parser/parser.h"
#include "table/frame_table.h"

namespace nvts::parser {

// What a bundle is shows when it has been evaluated: one of these, or neither after an error. Wherever they run.
struct LoadedScript {
  std::unique_ptr<host::ScriptHost> processor;
  std::unique_ptr<Parser> parser;
  std::string kind;  // as the bundle says, in this process also after an error; empty when it did not come to that
};

// As host::Host::create() and ParserHost::create(), in this process.
[[nodiscard]] std::optional<host::ScriptError> load_script(const host::Bundle& bundle, const std::string& params,
                                                           table::FrameTable& table, host::Services services,
                                                           const host::Options& options, LoadedScript* script);

}  // namespace nvts::parser

// SPDX-License-Identifier: MIT
// Bundles by hand, and a host with a table to run them on.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "check.h"
#include "host/bundle.h"
#include "host/events.h"
#include "host/host.h"
#ifdef NVTS_SCRIPT_HOST_PROGRAM
#include "process/remote_host.h"
#endif

namespace nvts::host {

// A bundle whose members are those given, the others doing nothing. `host` and `view` (a DataView of the
// block as of the last attach) are in scope.
inline std::string processor(const std::string& members) {
  return "(() => { let host, view, block;\n"
         "const at = (buffer) => { block = buffer; view = new DataView(buffer); };\n"
         "globalThis.__nvts_bundle = { abi: 1, kind: 'processor', name: 'test',\n"
         "load(h, b, params, info) { host = h; at(b); this.setup?.(params, info); },\n"
         "attach(b) { at(b); }, run() {}, notify() {},\n" +
         members + "\n}; })();\n";
}

// The script's process has a table of its own: how that one grows is not to be seen here.
#ifdef NVTS_SCRIPT_HOST_PROGRAM
#define SKIP_IN_PROCESS_OF_ITS_OWN() SKIP("the script's table is in another process")
#else
#define SKIP_IN_PROCESS_OF_ITS_OWN() static_cast<void>(0)
#endif

struct Runner {
  table::FrameTable table;
  std::vector<std::pair<LogLevel, std::string>> logs;
  std::vector<uint32_t> packs;
  Status pack_status;
  Options options{.element = "probe0", .grants = {}};
  std::unique_ptr<ScriptHost> host;

  std::optional<ScriptError> load_code(const std::string& code, const std::string& params = "{}") {
    return load(Bundle{"plugin.nvts.js", code, "", ""}, params);
  }

  std::optional<ScriptError> load(const Bundle& bundle, const std::string& params = "{}") {
    Services services;
    services.log = [this](LogLevel level, std::string_view text) {
      logs.emplace_back(level, std::string(text));
    };
    services.pack_more = [this](uint32_t groups) {
      packs.push_back(groups);
      return pack_status;
    };
    return create(bundle, params, std::move(services));
  }

  // In this process; the same tests run a second time with scripts in processes of their own.
  std::optional<ScriptError> create(const Bundle& bundle, const std::string& params, Services services) {
#ifdef NVTS_SCRIPT_HOST_PROGRAM
    parser::LoadedScript script;
    auto error = process::RemoteHost::create(NVTS_SCRIPT_HOST_PROGRAM, bundle, params, table, std::move(services), options,
                                             &script);
    auto made = std::move(script.processor);
#else
    std::unique_ptr<Host> made;
    auto error = Host::create(bundle, params, table, std::move(services), options, &made);
#endif
    host = std::move(made);
    return error;
  }

  // A batch of `frames` frames without objects.
  std::optional<ScriptError> run(uint32_t frames = 1) {
    table.begin_batch();
    static_cast<void>(table.reserve(table::Section::kFrames, frames));
    table.set_count(table::Section::kFrames, frames);
    return host->run_batch();
  }

  // All messages, a line each.
  [[nodiscard]] std::string logged() const {
    std::string text;
    for (const auto& [level, message] : logs)
      text += message + "\n";
    return text;
  }
};

inline std::string describe(const std::optional<ScriptError>& error) {
  if (!error) return "no error";
  return std::string(error_code_name(error->status.code())) + " " + error->hook + ": " +
         error->status.message();
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace nvts::host

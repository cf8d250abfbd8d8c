// SPDX-License-Identifier: MIT
// Runs one bundle on one frame table: the host's side of the contract in runtime/ARCHITECTURE.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "host/bundle.h"
#include "host/capabilities.h"
#include "host/log_level.h"
#include "host/script_host.h"
#include "jsc/allocated.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::host {

// What the host needs from whoever embeds it. The functions are called on the thread that calls the host.
struct Services {
  // One message of the script, valid UTF-8.
  std::function<void(LogLevel, std::string_view)> log;
  // Packs groups (table::Group bits) of the batch in hand. Only called while run_batch() runs.
  std::function<Status(uint32_t groups)> pack_more;
  // Requested when nobody wants more of the script: a call that may take any time then has a last while, where the script
  // runs in a process of its own.
  std::stop_token stopping;
};

struct Options {
  std::string element;  // its name, which scripts may read
  // CPU time that one call into the script may take; 0 is no limit. The latter holds for create(), and
  // for a parser's model().
  double time_limit_ms = 0;
  double setup_time_limit_ms = 0;
  // What the script may keep in its heap; 0 is no limit.
  uint64_t memory_limit_bytes = 0;
  Grants grants;
  uint32_t seed = 0;  // of Math.random
};

class Host final : public ScriptHost {
 public:
  // Evaluates the bundle and loads its processor; `params` is a JSON text. Begins a batch without frames, in
  // which setup may emit events. The table must outlive the host. `kind` is told what kind of bundle it is, also when
  // that is none for this host; what a parser has logged by then is not told, as the host of parsers evaluates it anew.
  [[nodiscard]] static std::optional<ScriptError> create(const Bundle& bundle, const std::string& params,
                                                         table::FrameTable& table, Services services,
                                                         const Options& options, std::unique_ptr<Host>* host,
                                                         std::string* kind = nullptr);
  ~Host() override;

  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  [[nodiscard]] uint32_t groups() const override;
  [[nodiscard]] std::optional<ScriptError> run_batch() override;
  [[nodiscard]] std::optional<ScriptError> notify(uint32_t hook, std::string_view data) override;
  [[nodiscard]] std::optional<ScriptError> save(std::string* state) override;
  [[nodiscard]] std::optional<ScriptError> restore(std::string_view state) override;
  void begin_shared_time(double used_ms) override;
  void end_shared_time() override;
  [[nodiscard]] std::string name() const override;
  [[nodiscard]] uint64_t heap_bytes() const override;
  // nullopt when the engine does not tell.
  [[nodiscard]] std::optional<jsc::Allocated> allocated() const;

 private:
  struct Impl;
  explicit Host(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace nvts::host

// SPDX-License-Identifier: MIT
// Runs one bundle on one frame table: the host's side of the contract in runtime/ARCHITECTURE.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "host/bundle.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::host {

enum class LogLevel { kError, kWarning, kInfo, kDebug };

// What the host needs from whoever embeds it. Both are called on the thread that calls the host.
struct Services {
  // One message of the script, valid UTF-8.
  std::function<void(LogLevel, std::string_view)> log;
  // Packs groups (table::Group bits) of the batch in hand. Only called while run_batch() runs.
  std::function<Status(uint32_t groups)> pack_more;
};

struct Options {
  std::string element;  // its name, which scripts may read
  // CPU time that one call into the script may take; 0 is no limit.
  double time_limit_ms = 0;
};

// A failure in terms of the author's script.
struct ScriptError {
  Status status;
  std::string hook;      // "onFrame", "setup", ...; "load" before the first hook
  int32_t frame = -1;    // row in frames
  std::string location;  // "src/counter.ts:12:5", empty when unknown
  std::string stack;     // "  at crossed (src/counter.ts:12:5)", a line a call
};

// Not thread-safe: calls come one after another, from whichever thread.
class Host {
 public:
  // Evaluates the bundle and loads its processor; `params` is a JSON text. Begins a batch without frames, in
  // which setup may emit events. The table must outlive the host.
  [[nodiscard]] static std::optional<ScriptError> create(const Bundle& bundle, const std::string& params,
                                                         table::FrameTable& table, Services services,
                                                         const Options& options, std::unique_ptr<Host>* host);
  ~Host();

  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // Groups the script has asked for: pack them with every batch.
  [[nodiscard]] uint32_t groups() const;

  // The batch in the table is packed: timers, then onFrame or onBatch. Afterwards the table holds edits and
  // events, which count only when there was no error.
  [[nodiscard]] std::optional<ScriptError> run_batch();

  // A stream event, between batches; `hook` is a value of table::hook, `data` a JSON text. Begins a batch
  // without frames, so events of the last batch must have been read.
  [[nodiscard]] std::optional<ScriptError> notify(uint32_t hook, std::string_view data);

  // Bytes in use by the script's heap, 0 when the engine does not tell. Takes milliseconds: the engine walks the heap.
  [[nodiscard]] uint64_t heap_bytes() const;

 private:
  struct Impl;
  explicit Host(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace nvts::host

// SPDX-License-Identifier: MIT
// What an element needs of a loaded script, wherever it runs: in this process (host.h) or in one of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/cpu_clock.h"
#include "support/status.h"

namespace nvts::host {

// A failure in terms of the author's script.
struct ScriptError {
  Status status;
  std::string hook;      // "onFrame", "setup", ...; "load" before the first hook
  int32_t frame = -1;    // row in frames
  std::string location;  // "src/counter.ts:12:5", empty when unknown
  std::string stack;     // "  at crossed (src/counter.ts:12:5)", a line a call
  // The script was stopped half-way or its memory is spent: save() may still answer, nothing else may be called.
  bool discard = false;
  // What is in the table counts all the same: it is that of frames on which nothing failed.
  bool keeps_edits = false;
};

// Not thread-safe: calls come one after another, from whichever thread.
class ScriptHost {
 public:
  virtual ~ScriptHost() = default;

  // Groups (table::Group bits) the script has asked for: pack them with every batch.
  [[nodiscard]] virtual uint32_t groups() const = 0;

  // The batch in the table is packed: timers, then onFrame or onBatch. Afterwards the table holds edits and
  // events, which count only when there was no error, or one that keeps them.
  [[nodiscard]] virtual std::optional<ScriptError> run_batch() = 0;

  // A stream event, between batches; `hook` is a value of table::hook, `data` a JSON text. Begins a batch
  // without frames, so events of the last batch must have been read.
  [[nodiscard]] virtual std::optional<ScriptError> notify(uint32_t hook, std::string_view data) = 0;

  // The script's state as a JSON text, empty when the script keeps none. Begins a batch without frames.
  [[nodiscard]] virtual std::optional<ScriptError> save(std::string* state) = 0;
  // Takes a text of save() of this script or an earlier version of it. Begins a batch without frames, in which the
  // script may emit events. After an error the script must not be used any more.
  [[nodiscard]] virtual std::optional<ScriptError> restore(std::string_view state) = 0;

  // Until end_shared_time() all calls share the time that one of them may take, of which `used_ms` are gone already.
  virtual void begin_shared_time(double used_ms) = 0;
  virtual void end_shared_time() = 0;
  // What the script's time is measured by.
  [[nodiscard]] virtual double cpu_ms() const { return thread_cpu_ms(); }

  // The name in its bundle, by which a saved state is known; empty when it has none.
  [[nodiscard]] virtual std::string name() const { return {}; }

  // Bytes in use by the script's heap, 0 when that cannot be told. May take milliseconds.
  [[nodiscard]] virtual uint64_t heap_bytes() const = 0;

  // What whoever runs the pipeline should see though nothing has failed; told once.
  [[nodiscard]] virtual std::optional<std::string> take_warning() { return std::nullopt; }

  // The process of its own that the script runs in; 0 when it has none or that has ended.
  [[nodiscard]] virtual int process_id() const { return 0; }
  // False when the next call is known to fail: that process has ended, or a signal has stopped it.
  [[nodiscard]] virtual bool is_well() const { return true; }
};

}  // namespace nvts::host

// SPDX-License-Identifier: MIT
// Runs one bundle in a process of its own: a host::Host there (of a parser a parser::ParserHost), the frame table and the
// services here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "host/host.h"
#include "host/script_host.h"
#include "parser/load_script.h"
#include "process/child_process.h"
#include "support/status.h"
#include "table/frame_table.h"

namespace nvts::process {

// The program that runs scripts: NVTS_SCRIPT_HOST, or libexec/nvts-script-host beside the folder lib that the library of
// this code lies in, or in lib/gstreamer-1.0. kNotFound when there is none.
[[nodiscard]] Result<std::string> find_script_host();

// When the process ends or does not answer in time, it is killed and the call in hand fails with kProcess (kMemory
// where it held too much) and `discard`; later calls fail likewise. save() then still gives the state that was
// saved or restored last.
class RemoteHost final : public host::ScriptHost {
 public:
  // As parser::load_script(), but for an error, of which the kind is not known. `program` is the script host's path. With `ahead` nobody waits for the process yet: it loads
  // the script with a low priority, and the switch ends it before it has.
  [[nodiscard]] static std::optional<host::ScriptError> create(const std::string& program, const host::Bundle& bundle,
                                                               const std::string& params, table::FrameTable& table,
                                                               host::Services services, const host::Options& options,
                                                               parser::LoadedScript* script, KillSwitch* ahead = nullptr);
  ~RemoteHost() override;

  RemoteHost(const RemoteHost&) = delete;
  RemoteHost& operator=(const RemoteHost&) = delete;

  void begin_shared_time(double used_ms) override;
  void end_shared_time() override;
  [[nodiscard]] double cpu_ms() const override;
  [[nodiscard]] std::string name() const override;
  [[nodiscard]] uint32_t groups() const override;
  [[nodiscard]] std::optional<host::ScriptError> run_batch() override;
  [[nodiscard]] std::optional<host::ScriptError> notify(uint32_t hook, std::string_view data) override;
  [[nodiscard]] std::optional<host::ScriptError> save(std::string* state) override;
  [[nodiscard]] std::optional<host::ScriptError> restore(std::string_view state) override;
  [[nodiscard]] uint64_t heap_bytes() const override;
  [[nodiscard]] int process_id() const override;
  [[nodiscard]] bool is_well() const override;

 private:
  struct Impl;
  explicit RemoteHost(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace nvts::process

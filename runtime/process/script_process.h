// SPDX-License-Identifier: MIT
// The process of one script: starts it, calls it, and ends it when it does not answer as it should.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "host/log_level.h"
#include "host/script_host.h"
#include "process/channel.h"
#include "process/child_process.h"
#include "process/message.h"
#include "process/protocol.h"
#include "process/same_core.h"
#include "support/status.h"

namespace nvts::process {

// CPU time of a call; 0 is no limit.
[[nodiscard]] std::chrono::milliseconds limit_of(double limit_ms);

// Where it ends the call in hand fails with kProcess (kMemory where it held too much) and `discard`.
class ScriptProcess {
 public:
  using Log = std::function<void(host::LogLevel, std::string_view)>;
  // Answers what the process asks for in the middle of a call; false when that is no message of ours.
  using Answering = std::function<bool(Message, Reader&)>;

  // `memory_limit_bytes` is the script's; the process's follows from it (watchdog.h).
  // `stopping` as host::Services has it.
  [[nodiscard]] static Result<std::unique_ptr<ScriptProcess>> start(const std::string& program, uint64_t memory_limit_bytes,
                                                                    Log log, std::stop_token stopping);

  ScriptProcess(const ScriptProcess&) = delete;
  ScriptProcess& operator=(const ScriptProcess&) = delete;

  void set_answering(Answering answering) { m_answering = std::move(answering); }

  // Whether it was found to have ended: then there is nothing to be asked of it but what follows.
  [[nodiscard]] bool has_ended() const { return m_process == nullptr; }
  // What a call gives then.
  [[nodiscard]] static host::ScriptError ended(const char* hook);
  // Not ended, not stopped by a signal. Asks the kernel.
  [[nodiscard]] bool is_well() const { return m_process != nullptr && !m_process->has_ended() && !m_process->is_stopped(); }
  // 0 once it has ended.
  [[nodiscard]] int id() const { return m_process != nullptr ? m_process->pid() : 0; }
  [[nodiscard]] double cpu_ms() const;

  // For what call() and answer() send.
  [[nodiscard]] Writer writer() const { return m_channel->writer(); }
  [[nodiscard]] uint8_t* table_memory() const { return m_channel->table_memory(); }
  [[nodiscard]] bool tells_memory() const { return m_process->tells_memory(); }
  void ended_by(KillSwitch& kill_switch) const { kill_switch.watch(*m_process); }

  // Sends a call and serves what the process asks for until it is done. What it says behind the script's error, until the
  // next call; nullopt when the call could not be made or the process was given up, which is an error too.
  [[nodiscard]] std::optional<Reader> call(Message message, const Writer& writer, std::chrono::milliseconds limit,
                                           const char* hook, std::optional<host::ScriptError>* error);
  [[nodiscard]] bool answer(Message message, const Writer& writer);
  // Ends the process, where it has not ended by itself (`why` is ok).
  [[nodiscard]] host::ScriptError give_up(const Status& why, const char* hook);
  // Between calls: gives the process up when it has ended or was stopped.
  [[nodiscard]] std::optional<host::ScriptError> look_after(const char* hook);
  // After a call that went well: what one leaves behind may be little, so it is looked at now and then only.
  [[nodiscard]] std::optional<host::ScriptError> check_memory(const char* hook);
  // Bytes in use by the script's heap, 0 when that cannot be told.
  [[nodiscard]] uint64_t heap_bytes(std::chrono::milliseconds limit);
  // Of large messages, which come seldom, the copy of the one that came last.
  void forget_message();
  // And their memory; both sides must be done with them.
  void trim();

 private:
  ScriptProcess(std::string program, std::unique_ptr<Channel> channel, std::unique_ptr<ChildProcess> process,
                uint64_t max_bytes, Log log, std::stop_token stopping)
      : m_program(std::move(program)),
        m_channel(std::move(channel)),
        m_process(std::move(process)),
        m_core(m_process->pid()),
        m_max_bytes(max_bytes),
        m_log(std::move(log)),
        m_stopping(std::move(stopping)) {}
  [[nodiscard]] bool take_log(Reader& reader);

  const std::string m_program;
  std::unique_ptr<Channel> m_channel;
  std::unique_ptr<ChildProcess> m_process;
  SameCore m_core;
  const uint64_t m_max_bytes;
  Log m_log;
  const std::stop_token m_stopping;
  Answering m_answering;
  std::vector<uint8_t> m_message;
  bool m_speaks = false;  // has sent a message that makes sense
  uint32_t m_calls = 0;
};

}  // namespace nvts::process

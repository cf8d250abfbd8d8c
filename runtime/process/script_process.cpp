// SPDX-License-Identifier: MIT
#include "process/script_process.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "process/watchdog.h"

namespace nvts::process {
namespace {

using host::ScriptError;
using std::chrono::milliseconds;

// That a process has ended shows after that long at most.
constexpr milliseconds kSlice{2};
// A process that waits for nothing gets some CPU time within that; one that starts may wait for a disk.
constexpr milliseconds kPatience{2000};
constexpr milliseconds kPatienceAtStart{20000};
constexpr milliseconds kHeapLimit{1000};  // of what is no call of the script
constexpr uint32_t kMemoryEvery = 32;
constexpr size_t kMaxLogBytes = size_t{64} << 10;
// A large message, such as a bundle or a state, comes seldom.
constexpr size_t kKeptMessageBytes = size_t{4} << 20;

ScriptError failure(ErrorCode code, std::string message, const char* hook) {
  ScriptError error{{code, std::move(message)}, hook, -1, {}, {}};
  error.discard = true;
  return error;
}

}  // namespace

milliseconds limit_of(double limit_ms) {
  return milliseconds(static_cast<int64_t>(std::ceil(std::clamp(limit_ms, 0.0, 1e9))));
}

Result<std::unique_ptr<ScriptProcess>> ScriptProcess::start(const std::string& program, uint64_t memory_limit_bytes,
                                                            Log log, std::stop_token stopping) {
  Result<Channel::Ends> ends = Channel::create();
  if (!ends) return ends.status();
  auto process = ChildProcess::start(program, std::move(ends->memory), std::move(ends->socket));
  if (!process) return process.status();
  return std::unique_ptr<ScriptProcess>(new ScriptProcess(program, std::move(ends->ours), *std::move(process),
                                                          max_resident_bytes(memory_limit_bytes), std::move(log),
                                                          std::move(stopping)));
}

double ScriptProcess::cpu_ms() const {
  return m_process != nullptr ? std::chrono::duration<double, std::milli>(m_process->cpu_time()).count() : 0;
}

std::optional<Reader> ScriptProcess::call(Message message, const Writer& writer, milliseconds limit, const char* hook,
                                          std::optional<ScriptError>* error) {
  if (!writer.fits()) {
    *error = failure(ErrorCode::kLimit, "a batch, text or tensor is too large for the script's process", hook);
    (*error)->discard = false;
    return std::nullopt;
  }
  const auto end = [&](const Status& why) {
    *error = give_up(why, hook);
    return std::nullopt;
  };
  const Status no_message{ErrorCode::kProcess, "sent what is no message of ours"};
  // The engine starts its threads as it loads.
  const bool binds = message != Message::kLoad;
  m_channel->set_together(binds && m_core.begin_call());
  m_channel->post(static_cast<uint32_t>(message), writer);
  const milliseconds patience = message == Message::kLoad ? kPatienceAtStart : kPatience;
  Watchdog watchdog(*m_process, {limit, patience, m_max_bytes}, m_stopping);
  for (;;) {
    const Channel::Arrival arrival = m_channel->wait(kSlice);
    if (arrival == Channel::Arrival::kClosed) return end(Status::ok());
    if (arrival == Channel::Arrival::kMessage) {
      // Out of the process's reach before the first look: it could change what was checked.
      const auto bytes = m_channel->bytes();
      m_message.assign(bytes.begin(), bytes.end());
      Reader reader(m_message);
      const auto kind = static_cast<Message>(m_channel->kind());
      if (kind == Message::kDone) {
        if (binds) m_core.end_call(m_channel->under_way());
        *error = get_error(reader);
        if (!reader.good()) return end(no_message);
        m_speaks = true;
        return reader;
      }
      const bool understood = kind == Message::kLog ? take_log(reader) : m_answering && m_answering(kind, reader);
      if (!understood) return end(no_message);
      m_speaks = true;
    } else {
      if (m_process->has_ended()) return end(Status::ok());
      // Not where other work may keep it from running.
      m_core.let_go();
    }
    // An answer that comes late is still an answer: this is for those that are not there.
    if (const Status status = watchdog.check(); !status) return end(status);
  }
}

bool ScriptProcess::answer(Message message, const Writer& writer) {
  if (!writer.fits()) return false;
  m_channel->post(static_cast<uint32_t>(message), writer);
  return true;
}

bool ScriptProcess::take_log(Reader& reader) {
  const auto level = reader.get<uint32_t>();
  const std::string text = get_utf8(reader, kMaxLogBytes);
  if (!reader.good() || level > static_cast<uint32_t>(host::LogLevel::kDebug)) return false;
  if (m_log) m_log(static_cast<host::LogLevel>(level), text);
  return answer(Message::kLogged, m_channel->writer());
}

std::optional<ScriptError> ScriptProcess::check_memory(const char* hook) {
  if (++m_calls % kMemoryEvery != 0) return std::nullopt;
  const Status status = process::check_memory(*m_process, m_max_bytes);
  return status ? std::nullopt : std::optional(give_up(status, hook));
}

std::optional<ScriptError> ScriptProcess::look_after(const char* hook) {
  if (m_process->has_ended()) return give_up(Status::ok(), hook);
  if (m_process->is_stopped()) return give_up({ErrorCode::kProcess, "was stopped by a signal"}, hook);
  return std::nullopt;
}

uint64_t ScriptProcess::heap_bytes(milliseconds limit) {
  if (has_ended()) return 0;
  std::optional<ScriptError> error;
  std::optional<Reader> answer = call(Message::kHeap, writer(), std::max(limit, kHeapLimit), "", &error);
  if (!answer || error) return 0;
  static_cast<void>(answer->get<uint32_t>());  // a processor's groups
  return answer->get<uint64_t>();
}

ScriptError ScriptProcess::ended(const char* hook) {
  return failure(ErrorCode::kProcess, "the process that runs the script has ended", hook);
}

void ScriptProcess::trim() {
  m_channel->trim();
  forget_message();
}

void ScriptProcess::forget_message() {
  if (m_message.capacity() > kKeptMessageBytes) m_message = {};
}

ScriptError ScriptProcess::give_up(const Status& why, const char* hook) {
  const std::string end = m_process->end();
  m_process.reset();
  m_channel.reset();
  std::string message = "the process that runs the script " + (why ? end : why.message() + "; it was killed");
  // Nothing of the script has run, or it is another program.
  if (!m_speaks) {
    message += " (" + m_program + "; where it does so with every script: the engine needs address space, threads and /proc, " +
               "which ulimit -v, -d and -u and control groups limit)";
  }
  return failure(why ? ErrorCode::kProcess : why.code(), std::move(message), hook);
}

}  // namespace nvts::process

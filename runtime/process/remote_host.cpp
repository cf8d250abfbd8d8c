// SPDX-License-Identifier: MIT
#include "process/remote_host.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <utility>
#include <vector>

#include "process/channel.h"
#include "process/child_process.h"
#include "process/protocol.h"
#include "process/same_core.h"
#include "process/table_message.h"
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
// Starting the program and the engine in it, on a slow machine.
constexpr milliseconds kStartLimit{5000};
constexpr milliseconds kHeapLimit{1000};  // of what is no call of the script
constexpr size_t kMaxNameBytes = 1024;
constexpr uint32_t kMemoryEvery = 32;
constexpr size_t kMaxLogBytes = size_t{64} << 10;
// save() has a limit of its own, in UTF-16 units: three bytes each at most.
constexpr size_t kMaxStateBytes = size_t{48} << 20;

// A large message, such as a bundle or a state, comes seldom.
constexpr size_t kKeptBytes = size_t{4} << 20;

milliseconds limit_of(double limit_ms) {
  return milliseconds(static_cast<int64_t>(std::ceil(std::clamp(limit_ms, 0.0, 1e9))));
}

}  // namespace

struct RemoteHost::Impl {
  Impl(table::FrameTable& table, host::Services services, const host::Options& options)
      : m_table(table),
        m_services(std::move(services)),
        m_limit(limit_of(options.time_limit_ms)),
        m_max_bytes(kMaxResidentBytes + options.memory_limit_bytes) {}

  std::optional<ScriptError> start(const std::string& program);
  std::optional<ScriptError> load(const LoadRequest& request);
  std::optional<ScriptError> run_batch();
  std::optional<ScriptError> notify(uint32_t hook, std::string_view data);
  std::optional<ScriptError> save(std::string* state);
  std::optional<ScriptError> restore(std::string_view state);
  void share_time(bool begin, double used_ms);
  uint64_t heap_bytes();

  table::FrameTable& m_table;
  host::Services m_services;
  const milliseconds m_limit;
  const uint64_t m_max_bytes;
  std::unique_ptr<Channel> m_channel;
  std::unique_ptr<ChildProcess> m_process;
  uint32_t m_groups = table::kGroupCore;
  std::string m_name;

 private:
  // What kDone says besides the batch's results.
  struct Answer {
    std::string text;
    uint64_t number = 0;
  };

  // Sends a call and serves what the process asks for until it is done.
  std::optional<ScriptError> call(Message message, const Writer& writer, milliseconds limit, const char* hook,
                                  Answer* answer = nullptr);
  std::optional<ScriptError> take_answer(Reader& reader, const char* hook, Answer* answer);
  bool take_log(Reader& reader);
  bool take_pack(Reader& reader);
  bool answer_with(Message message, const Writer& writer);
  // Ends the process, where it has not ended by itself (`why` is ok).
  ScriptError give_up(const Status& why, const char* hook);
  [[nodiscard]] ScriptError failure(ErrorCode code, std::string message, const char* hook) const {
    ScriptError error{{code, std::move(message)}, hook, -1, {}, {}};
    error.discard = true;
    return error;
  }
  [[nodiscard]] ScriptError has_ended(const char* hook) const {
    return failure(ErrorCode::kProcess, "the process that runs the script has ended", hook);
  }
  // For calls that begin a batch of their own.
  Writer begin_call() {
    m_table.begin_batch();
    Writer writer = m_channel->writer();
    write_batch(m_table, /*begins_call=*/true, m_link, writer);
    return writer;
  }

  std::optional<SameCore> m_core;
  TableLink m_link;
  std::vector<uint8_t> m_message;
  std::string m_state;  // as of the last save or restore
  bool m_in_batch = false;
  uint32_t m_batches = 0;
};

std::optional<ScriptError> RemoteHost::Impl::start(const std::string& program) {
  Result<Channel::Ends> ends = Channel::create();
  if (!ends) return failure(ends.status().code(), ends.status().message(), "load");
  auto process = ChildProcess::start(program, std::move(ends->memory), std::move(ends->socket));
  if (!process) return failure(process.status().code(), process.status().message(), "load");
  m_channel = std::move(ends->ours);
  m_process = *std::move(process);
  m_core.emplace(m_process->pid());
  m_link.memory = m_channel->table_memory();
  return std::nullopt;
}

std::optional<ScriptError> RemoteHost::Impl::load(const LoadRequest& request) {
  Writer writer = begin_call();
  put(writer, request);
  Answer answer;
  const milliseconds setup = limit_of(request.options.setup_time_limit_ms);
  auto error = call(Message::kLoad, writer, setup.count() == 0 ? setup : setup + kStartLimit, "load", &answer);
  m_name = answer.text.substr(0, kMaxNameBytes);
  return error;
}

std::optional<ScriptError> RemoteHost::Impl::run_batch() {
  if (m_process == nullptr) return has_ended("run");
  Writer writer = m_channel->writer();
  write_batch(m_table, /*begins_call=*/true, m_link, writer);
  m_in_batch = true;
  auto error = call(Message::kRun, writer, m_limit, "run");
  m_in_batch = false;
  // Between the calls too: what one batch leaves behind may be little.
  if (!error && ++m_batches % kMemoryEvery == 0) {
    if (const Status status = check_memory(*m_process, m_max_bytes); !status) return give_up(status, "run");
  }
  return error;
}

std::optional<ScriptError> RemoteHost::Impl::notify(uint32_t hook, std::string_view data) {
  if (m_process == nullptr) return has_ended("notify");
  Writer writer = begin_call();
  writer.put(hook);
  writer.put_text(data);
  return call(Message::kNotify, writer, m_limit, "notify");
}

std::optional<ScriptError> RemoteHost::Impl::save(std::string* state) {
  if (m_process == nullptr) {
    *state = m_state;
    return std::nullopt;
  }
  state->clear();
  Answer answer;
  const Writer writer = begin_call();
  if (auto error = call(Message::kSave, writer, m_limit, "save", &answer)) return error;
  m_state = answer.text;
  *state = std::move(answer.text);
  return std::nullopt;
}

std::optional<ScriptError> RemoteHost::Impl::restore(std::string_view state) {
  if (m_process == nullptr) return has_ended("restore");
  Writer writer = begin_call();
  writer.put_text(state);
  auto error = call(Message::kRestore, writer, m_limit, "restore");
  if (!error) m_state = state;
  return error;
}

// When the process ends meanwhile, the next call says so.
void RemoteHost::Impl::share_time(bool begin, double used_ms) {
  if (m_process == nullptr) return;
  Writer writer = m_channel->writer();
  writer.put(begin);
  writer.put(used_ms);
  static_cast<void>(call(Message::kShareTime, writer, std::max(m_limit, kHeapLimit), ""));
}

uint64_t RemoteHost::Impl::heap_bytes() {
  if (m_process == nullptr) return 0;
  Answer answer;
  const Writer writer = m_channel->writer();
  return call(Message::kHeap, writer, std::max(m_limit, kHeapLimit), "", &answer) ? 0 : answer.number;
}

std::optional<ScriptError> RemoteHost::Impl::call(Message message, const Writer& writer, milliseconds limit,
                                                  const char* hook, Answer* answer) {
  if (!writer.fits()) {
    ScriptError error = failure(ErrorCode::kLimit, "a batch or text is too large for the script's process", hook);
    error.discard = false;
    return error;
  }
  // The engine starts its threads as it loads.
  const bool binds = message != Message::kLoad;
  m_channel->set_together(binds && m_core->begin_call());
  m_channel->post(static_cast<uint32_t>(message), writer);
  const milliseconds patience = message == Message::kLoad ? kPatienceAtStart : kPatience;
  Watchdog watchdog(*m_process, {limit, patience, m_max_bytes});
  for (;;) {
    const Channel::Arrival arrival = m_channel->wait(kSlice);
    if (arrival == Channel::Arrival::kClosed) return give_up(Status::ok(), hook);
    if (arrival == Channel::Arrival::kMessage) {
      // Out of the process's reach before the first look: it could change what was checked.
      const auto bytes = m_channel->bytes();
      m_message.assign(bytes.begin(), bytes.end());
      Reader reader(m_message);
      bool understood = false;
      switch (static_cast<Message>(m_channel->kind())) {
        case Message::kLog: understood = take_log(reader); break;
        case Message::kPack: understood = take_pack(reader); break;
        case Message::kDone:
          if (binds) m_core->end_call(m_channel->under_way());
          return take_answer(reader, hook, answer);
        default: break;
      }
      if (!understood) return give_up({ErrorCode::kProcess, "sent what is no message of ours"}, hook);
    } else {
      if (m_process->has_ended()) return give_up(Status::ok(), hook);
      // Not where other work may keep it from running.
      m_core->let_go();
    }
    // An answer that comes late is still an answer: this is for those that are not there.
    if (const Status status = watchdog.check(); !status) return give_up(status, hook);
  }
}

std::optional<ScriptError> RemoteHost::Impl::take_answer(Reader& reader, const char* hook, Answer* answer) {
  std::optional<ScriptError> error = get_error(reader);
  m_groups |= reader.get<uint32_t>() & table::kAllGroups;
  Answer ignored;
  if (answer == nullptr) answer = &ignored;
  answer->number = reader.get<uint64_t>();
  answer->text = get_utf8(reader, kMaxStateBytes);
  const bool has_results = reader.get<uint8_t>() != 0;
  if (has_results && !read_results(reader, m_link, m_table)) {
    return give_up({ErrorCode::kProcess, "sent what is no batch of ours"}, hook);
  }
  if (!reader.good()) return give_up({ErrorCode::kProcess, "sent what is no message of ours"}, hook);
  m_channel->trim();
  if (m_message.capacity() > kKeptBytes) m_message = {};
  return error;
}

bool RemoteHost::Impl::take_log(Reader& reader) {
  const auto level = reader.get<uint32_t>();
  const std::string text = get_utf8(reader, kMaxLogBytes);
  if (!reader.good() || level > static_cast<uint32_t>(host::LogLevel::kDebug)) return false;
  if (m_services.log) m_services.log(static_cast<host::LogLevel>(level), text);
  return answer_with(Message::kLogged, m_channel->writer());
}

bool RemoteHost::Impl::take_pack(Reader& reader) {
  const auto groups = reader.get<uint32_t>();
  if (!m_in_batch || (groups & ~table::kAllGroups) != 0 || !m_services.pack_more) return false;
  // Packing adds rows behind those that the script has added.
  if (!read_results(reader, m_link, m_table)) return false;
  const Status status = m_services.pack_more(groups);
  Writer writer = m_channel->writer();
  put(writer, status);
  if (status) write_batch(m_table, /*begins_call=*/false, m_link, writer);
  return answer_with(Message::kPacked, writer);
}

bool RemoteHost::Impl::answer_with(Message message, const Writer& writer) {
  if (!writer.fits()) return false;
  m_channel->post(static_cast<uint32_t>(message), writer);
  return true;
}

ScriptError RemoteHost::Impl::give_up(const Status& why, const char* hook) {
  const std::string end = m_process->end();
  m_process.reset();
  m_channel.reset();
  std::string message = "the process that runs the script " + (why ? end : why.message() + "; it was killed");
  return failure(why ? ErrorCode::kProcess : why.code(), std::move(message), hook);
}

RemoteHost::RemoteHost(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
RemoteHost::~RemoteHost() = default;

std::optional<ScriptError> RemoteHost::create(const std::string& program, const host::Bundle& bundle,
                                              const std::string& params, table::FrameTable& table,
                                              host::Services services, const host::Options& options,
                                              std::unique_ptr<RemoteHost>* host, KillSwitch* ahead) {
  auto impl = std::make_unique<Impl>(table, std::move(services), options);
  if (auto error = impl->start(program)) return error;
  if (ahead != nullptr) ahead->watch(*impl->m_process);
  if (auto error = impl->load({bundle, params, options, ahead != nullptr})) return error;
  host->reset(new RemoteHost(std::move(impl)));
  return std::nullopt;
}

void RemoteHost::begin_shared_time(double used_ms) {
  m_impl->share_time(true, used_ms);
}

void RemoteHost::end_shared_time() {
  m_impl->share_time(false, 0);
}

double RemoteHost::cpu_ms() const {
  if (m_impl->m_process == nullptr) return 0;
  return std::chrono::duration<double, std::milli>(m_impl->m_process->cpu_time()).count();
}

std::string RemoteHost::name() const {
  return m_impl->m_name;
}

uint32_t RemoteHost::groups() const {
  return m_impl->m_groups;
}

std::optional<ScriptError> RemoteHost::run_batch() {
  return m_impl->run_batch();
}

std::optional<ScriptError> RemoteHost::notify(uint32_t hook, std::string_view data) {
  return m_impl->notify(hook, data);
}

std::optional<ScriptError> RemoteHost::save(std::string* state) {
  return m_impl->save(state);
}

std::optional<ScriptError> RemoteHost::restore(std::string_view state) {
  return m_impl->restore(state);
}

uint64_t RemoteHost::heap_bytes() const {
  return m_impl->heap_bytes();
}

int RemoteHost::process_id() const {
  return m_impl->m_process != nullptr ? m_impl->m_process->pid() : 0;
}

bool RemoteHost::is_well() const {
  return m_impl->m_process != nullptr && !m_impl->m_process->has_ended() && !m_impl->m_process->is_stopped();
}

Result<std::string> find_script_host() {
  if (const char* path = std::getenv("NVTS_SCRIPT_HOST"); path != nullptr && *path != '\0') {
    if (::access(path, X_OK) == 0) return std::string(path);
    return Status{ErrorCode::kNotFound, std::string("NVTS_SCRIPT_HOST names ") + path + ", which is no program"};
  }
  Dl_info library{};
  if (::dladdr(reinterpret_cast<const void*>(&find_script_host), &library) == 0) {
    return Status{ErrorCode::kNotFound, "cannot find out where this plugin lies: set NVTS_SCRIPT_HOST"};
  }
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::canonical(library.dli_fname, error).parent_path();
  std::string path = (folder / "../../libexec/nvts-script-host").lexically_normal().string();
  if (::access(path.c_str(), X_OK) == 0) return path;
  return Status{ErrorCode::kNotFound, "there is no program " + path +
                                          " to run scripts in a process of their own: build it, or set "
                                          "NVTS_SCRIPT_HOST to where it lies"};
}

}  // namespace nvts::process

// SPDX-License-Identifier: MIT
#include "process/remote_host.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "process/parser_message.h"
#include "process/protocol.h"
#include "process/remote_parser.h"
#include "process/script_process.h"
#include "process/table_message.h"

namespace nvts::process {
namespace {

using host::ScriptError;
using std::chrono::milliseconds;

// Starting the program and the engine in it, on a slow machine.
constexpr milliseconds kStartLimit{5000};
constexpr milliseconds kShareLimit{1000};  // of what is no call of the script
constexpr size_t kMaxNameBytes = 1024;
// save() has a limit of its own, in UTF-16 units: three bytes each at most.
constexpr size_t kMaxStateBytes = size_t{48} << 20;

}  // namespace

struct RemoteHost::Impl {
  Impl(table::FrameTable& table, host::Services services, const host::Options& options,
       std::unique_ptr<ScriptProcess> process)
      : m_table(table),
        m_pack_more(std::move(services.pack_more)),
        m_limit(limit_of(options.time_limit_ms)),
        m_process(std::move(process)) {
    m_link.memory = m_process->table_memory();
    m_process->set_answering(
        [this](Message message, Reader& reader) { return message == Message::kPack && take_pack(reader); });
  }

  // `parser` is what the bundle gives where it is a parser's.
  std::optional<ScriptError> load(const LoadRequest& request, std::optional<parser::Output>* parser);
  std::optional<ScriptError> run_batch();
  std::optional<ScriptError> notify(uint32_t hook, std::string_view data);
  std::optional<ScriptError> save(std::string* state);
  std::optional<ScriptError> restore(std::string_view state);
  void share_time(bool begin, double used_ms);

  table::FrameTable& m_table;
  std::function<Status(uint32_t)> m_pack_more;
  const milliseconds m_limit;
  std::unique_ptr<ScriptProcess> m_process;
  uint32_t m_groups = table::kGroupCore;
  std::string m_name;

 private:
  // What kDone says besides the batch's results.
  struct Answer {
    std::string text;
    uint64_t number = 0;
  };

  std::optional<ScriptError> call(Message message, const Writer& writer, milliseconds limit, const char* hook,
                                  Answer* answer = nullptr);
  bool take_pack(Reader& reader);
  // For calls that begin a batch of their own.
  Writer begin_call() {
    m_table.begin_batch();
    Writer writer = m_process->writer();
    write_batch(m_table, /*begins_call=*/true, m_link, writer);
    return writer;
  }

  TableLink m_link;
  std::string m_state;  // as of the last save or restore
  bool m_in_batch = false;
};

std::optional<ScriptError> RemoteHost::Impl::load(const LoadRequest& request, std::optional<parser::Output>* parser) {
  Writer writer = begin_call();
  put(writer, request);
  Answer answer;
  const milliseconds setup = limit_of(request.options.setup_time_limit_ms);
  auto error = call(Message::kLoad, writer, setup.count() == 0 ? setup : setup + kStartLimit, "load", &answer);
  m_name = answer.text.substr(0, kMaxNameBytes);
  *parser = parser_output(answer.number);
  return error;
}

std::optional<ScriptError> RemoteHost::Impl::run_batch() {
  if (m_process->has_ended()) return ScriptProcess::ended("run");
  Writer writer = m_process->writer();
  write_batch(m_table, /*begins_call=*/true, m_link, writer);
  m_in_batch = true;
  auto error = call(Message::kRun, writer, m_limit, "run");
  m_in_batch = false;
  return error ? error : m_process->check_memory("run");
}

std::optional<ScriptError> RemoteHost::Impl::notify(uint32_t hook, std::string_view data) {
  if (m_process->has_ended()) return ScriptProcess::ended("notify");
  Writer writer = begin_call();
  writer.put(hook);
  writer.put_text(data);
  return call(Message::kNotify, writer, m_limit, "notify");
}

std::optional<ScriptError> RemoteHost::Impl::save(std::string* state) {
  if (m_process->has_ended()) {
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
  if (m_process->has_ended()) return ScriptProcess::ended("restore");
  Writer writer = begin_call();
  writer.put_text(state);
  auto error = call(Message::kRestore, writer, m_limit, "restore");
  if (!error) m_state = state;
  return error;
}

// When the process ends meanwhile, the next call says so.
void RemoteHost::Impl::share_time(bool begin, double used_ms) {
  if (m_process->has_ended()) return;
  Writer writer = m_process->writer();
  writer.put(begin);
  writer.put(used_ms);
  static_cast<void>(call(Message::kShareTime, writer, std::max(m_limit, kShareLimit), ""));
}

std::optional<ScriptError> RemoteHost::Impl::call(Message message, const Writer& writer, milliseconds limit,
                                                  const char* hook, Answer* answer) {
  std::optional<ScriptError> error;
  std::optional<Reader> reader = m_process->call(message, writer, limit, hook, &error);
  if (!reader) return error;
  m_groups |= reader->get<uint32_t>() & table::kAllGroups;
  Answer ignored;
  if (answer == nullptr) answer = &ignored;
  answer->number = reader->get<uint64_t>();
  answer->text = get_utf8(*reader, kMaxStateBytes);
  const bool has_results = reader->get<uint8_t>() != 0;
  if ((has_results && !read_results(*reader, m_link, m_table)) || !reader->good()) {
    return m_process->give_up({ErrorCode::kProcess, "sent what is no batch of ours"}, hook);
  }
  m_process->trim();
  return error;
}

bool RemoteHost::Impl::take_pack(Reader& reader) {
  const auto groups = reader.get<uint32_t>();
  if (!m_in_batch || (groups & ~table::kAllGroups) != 0 || !m_pack_more) return false;
  // Packing adds rows behind those that the script has added.
  if (!read_results(reader, m_link, m_table)) return false;
  const Status status = m_pack_more(groups);
  Writer writer = m_process->writer();
  put(writer, status);
  if (status) write_batch(m_table, /*begins_call=*/false, m_link, writer);
  return m_process->answer(Message::kPacked, writer);
}

RemoteHost::RemoteHost(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
RemoteHost::~RemoteHost() = default;

std::optional<ScriptError> RemoteHost::create(const std::string& program, const host::Bundle& bundle,
                                              const std::string& params, table::FrameTable& table,
                                              host::Services services, const host::Options& options,
                                              parser::LoadedScript* script, KillSwitch* ahead) {
  const ScriptProcess::Log log = services.log;
  auto process = ScriptProcess::start(program, options.memory_limit_bytes, std::move(services.log), services.stopping);
  if (!process) return ScriptError{process.status(), "load", -1, {}, {}};
  if (ahead != nullptr) (*process)->ended_by(*ahead);
  if (log && !(*process)->tells_memory()) {
    log(host::LogLevel::kWarning, "the memory of the script's process cannot be watched, as /proc does not tell it");
  }
  auto impl = std::make_unique<Impl>(table, std::move(services), options, *std::move(process));
  std::optional<parser::Output> output;
  if (auto error = impl->load({bundle, params, options, ahead != nullptr}, &output)) return error;
  script->kind = output ? "parser" : "processor";
  if (output) {
    const RemoteParser::Limits limits{limit_of(options.time_limit_ms), limit_of(options.setup_time_limit_ms)};
    script->parser = std::make_unique<RemoteParser>(std::move(impl->m_process), limits, bundle.path, impl->m_name, *output);
  } else {
    script->processor.reset(new RemoteHost(std::move(impl)));
  }
  return std::nullopt;
}

void RemoteHost::begin_shared_time(double used_ms) {
  m_impl->share_time(true, used_ms);
}

void RemoteHost::end_shared_time() {
  m_impl->share_time(false, 0);
}

double RemoteHost::cpu_ms() const {
  return m_impl->m_process->cpu_ms();
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
  return m_impl->m_process->heap_bytes(m_impl->m_limit);
}

int RemoteHost::process_id() const {
  return m_impl->m_process->id();
}

bool RemoteHost::is_well() const {
  return m_impl->m_process->is_well();
}

Result<std::string> find_script_host() {
  std::error_code error;
  if (const char* path = std::getenv("NVTS_SCRIPT_HOST"); path != nullptr && *path != '\0') {
    if (::access(path, X_OK) == 0 && std::filesystem::is_regular_file(path, error)) return std::string(path);
    return Status{ErrorCode::kNotFound, std::string("NVTS_SCRIPT_HOST names ") + path + ", which is no program"};
  }
  Dl_info library{};
  if (::dladdr(reinterpret_cast<const void*>(&find_script_host), &library) == 0) {
    return Status{ErrorCode::kNotFound, "cannot find out where this plugin lies: set NVTS_SCRIPT_HOST"};
  }
  const std::filesystem::path file = std::filesystem::canonical(library.dli_fname, error);
  if (error) return Status{ErrorCode::kNotFound, std::string(library.dli_fname) + " is gone: set NVTS_SCRIPT_HOST"};
  std::filesystem::path folder = file.parent_path();
  if (folder.filename() == "gstreamer-1.0") folder = folder.parent_path();
  // A copy of a library may lie anywhere, where others may lay programs beside it.
  if (folder.filename() == "lib") {
    std::string path = folder.parent_path() / "libexec/nvts-script-host";
    if (::access(path.c_str(), X_OK) == 0) return path;
    return Status{ErrorCode::kNotFound, "there is no program " + path +
                                            " to run scripts in a process of their own: build it, or set NVTS_SCRIPT_HOST to "
                                            "where it lies"};
  }
  return Status{ErrorCode::kNotFound, file.string() + " lies in no folder lib or lib/gstreamer-1.0, beside which a program for scripts "
                                                     "could be: set NVTS_SCRIPT_HOST to where nvts-script-host lies"};
}

}  // namespace nvts::process

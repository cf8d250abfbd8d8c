// SPDX-License-Identifier: MIT
#include "script_run.h"

#include <algorithm>
#include <utility>

#include "host/bundle.h"
#include "host/capabilities.h"
#include "host/events.h"
#include "host/params.h"
#include "support/cpu_clock.h"
#include "table/validate.h"

namespace nvts::node {
namespace {

using table::Section;

// Of one call: a script that logs in a loop must not fill the memory.
constexpr size_t kMaxLogs = 1000;
constexpr size_t kMaxSources = 65536;

// Other programs take none of it away, so that figures of a busy machine hold too.
uint64_t cpu_ns() {
  return static_cast<uint64_t>(thread_cpu_ms() * 1e6);
}

host::ScriptError host_error(Status status, const char* stage) {
  return {std::move(status), stage, -1, {}, {}};
}

// A script is told what the parameters are, not where they come from.
void place_params(host::ScriptError* error, const RunSettings& settings) {
  if (error->status.code() != ErrorCode::kParams || settings.params_file.empty()) return;
  error->status = {ErrorCode::kParams,
                   host::with_places(error->status.message(), settings.params, settings.params_file)};
}

}  // namespace

std::optional<host::ScriptError> ScriptRun::create(const RunSettings& settings, RunOutput* output,
                                                   std::unique_ptr<ScriptRun>* run) {
  const Result<host::Grants> grants = host::parse_grants(settings.grant);
  if (!grants) return host_error(grants.status(), "load");
  const Result<host::Bundle> bundle = host::load_bundle(settings.script);
  if (!bundle) return host_error(bundle.status(), "load");
  const Result<std::string> params = host::read_params(settings.params, settings.params_file);
  if (!params) return host_error(params.status(), "load");

  std::unique_ptr<ScriptRun> made(new ScriptRun);
  made->m_announce = settings.announce;
  host::Services services;
  services.log = [raw = made.get()](host::LogLevel level, std::string_view text) { raw->log(level, text); };
  services.pack_more = [raw = made.get()](uint32_t groups) { return raw->m_packer.pack_more(groups); };
  host::Options options;
  options.element = settings.element;
  options.time_limit_ms = settings.deadline_ms;
  options.setup_time_limit_ms = settings.setup_deadline_ms;
  options.memory_limit_bytes = uint64_t{settings.memory_limit_mb} << 20;
  options.grants = *grants;
  options.seed = settings.seed;
  auto error = host::Host::create(*bundle, *params, made->m_table, std::move(services), options, &made->m_host);
  if (!error) error = made->finish_call(output);
  if (!error && settings.announce) error = made->notify(table::hook::kOnStreamStart, "{}", output);
  made->take_logs(output);
  if (error) {
    place_params(&*error, settings);
    return error;
  }
  // Loading the script is not part of what is measured.
  made->m_allocated_before = made->m_host->allocated().value_or(jsc::Allocated{}).bytes;
  *run = std::move(made);
  return std::nullopt;
}

std::optional<host::ScriptError> ScriptRun::push(const recording::BatchRecord& batch, RunOutput* output) {
  if (auto error = announce_sources(batch, output)) return error;

  const uint64_t started = cpu_ns();
  if (Status status = m_packer.pack(batch); !status) return failed(host_error(std::move(status), "pack"));
  const uint64_t packed = cpu_ns();
  const double time = m_table.header().batch_time;
  if (m_first_time < 0) m_first_time = time;
  m_stats->stream_seconds = time - m_first_time;
  ++m_stats->batches;
  m_stats->frames += m_packer.packed().frames;
  m_stats->objects += m_packer.packed().objects;

  std::optional<host::ScriptError> error = m_host->run_batch();
  const uint64_t ran = cpu_ns();
  if (!error) {
    if (Status status = table::validate(m_table, m_packer.packed()); !status) {
      error = host_error(std::move(status), "commit");
    }
  }
  if (!error) error = finish_call(output);
  m_stats->pack.record(packed - started);
  m_stats->script.record(ran - packed);
  m_stats->check.record(cpu_ns() - ran);
  take_logs(output);
  return failed(std::move(error));
}

std::optional<host::ScriptError> ScriptRun::notify(uint32_t hook, std::string_view data, RunOutput* output) {
  std::optional<host::ScriptError> error = m_host->notify(hook, data);
  if (!error) error = finish_call(output);
  take_logs(output);
  return failed(std::move(error));
}

std::optional<host::ScriptError> ScriptRun::restore(std::string_view state, RunOutput* output) {
  std::optional<host::ScriptError> error = m_host->restore(state);
  if (!error) error = finish_call(output);
  take_logs(output);
  return failed(std::move(error));
}

void ScriptRun::forget_stats() {
  m_stats = std::make_unique<RunStats>();
  m_first_time = -1;
  m_allocated_before = m_host->allocated().value_or(jsc::Allocated{}).bytes;
}

std::optional<jsc::Allocated> ScriptRun::allocated() const {
  std::optional<jsc::Allocated> allocated = m_host->allocated();
  if (allocated) allocated->bytes -= m_allocated_before;
  return allocated;
}

std::optional<host::ScriptError> ScriptRun::announce_sources(const recording::BatchRecord& batch, RunOutput* output) {
  if (!m_announce) return std::nullopt;
  if (m_sources.size() > kMaxSources) m_sources.clear();
  for (const recording::FrameRecord& frame : batch.frames) {
    const auto place = std::lower_bound(m_sources.begin(), m_sources.end(), frame.source_id);
    if (place != m_sources.end() && *place == frame.source_id) continue;
    m_sources.insert(place, frame.source_id);
    const std::string data = "{\"sourceId\":" + std::to_string(frame.source_id) + "}";
    if (auto error = notify(table::hook::kOnSourceAdded, data, output)) return error;
  }
  return std::nullopt;
}

// The call's edits and events count together or not at all.
std::optional<host::ScriptError> ScriptRun::finish_call(RunOutput* output) {
  std::vector<host::Event> events;
  if (Status status = host::read_events(m_table, &events); !status) return host_error(std::move(status), "emit");
  m_stats->events += events.size();
  m_stats->edits += m_table.count(Section::kEdits);
  const auto of_script = [](const uint32_t* origins, uint32_t rows) {
    return static_cast<uint64_t>(std::count(origins, origins + rows, uint32_t{table::origin::kScript}));
  };
  m_stats->edits += of_script(m_table.draw().origin, m_table.count(Section::kDraw));
  m_stats->edits += of_script(m_table.json().origin, m_table.count(Section::kJson));
  const table::Frames frames = m_table.frames();
  for (host::Event& event : events) {
    RunEvent& out = output->events.emplace_back();
    out.type = std::move(event.type);
    out.data = std::move(event.data);
    out.frame = event.frame;
    out.pts = m_table.header().batch_pts;
    if (event.frame < 0) continue;
    out.source = frames.source_id[event.frame];
    out.frame_num = frames.frame_num[event.frame];
    out.pts = frames.pts[event.frame];
    out.ntp = frames.ntp[event.frame];
  }
  return std::nullopt;
}

void ScriptRun::log(host::LogLevel level, std::string_view text) {
  if (m_logs.size() < kMaxLogs) m_logs.push_back({level, std::string(text)});
  else ++m_logs_left_out;
}

void ScriptRun::take_logs(RunOutput* output) {
  for (RunLog& log : m_logs) {
    if (output->logs.size() < kMaxLogs) output->logs.push_back(std::move(log));
    else ++output->logs_left_out;
  }
  output->logs_left_out += std::exchange(m_logs_left_out, 0);
  m_logs.clear();
}

std::optional<host::ScriptError> ScriptRun::failed(std::optional<host::ScriptError> error) {
  if (error) ++m_stats->errors;
  return error;
}

}  // namespace nvts::node

// SPDX-License-Identifier: MIT
#include "nvtsprobe/probe.h"

#include <chrono>

#include "nvtsprobe/debug.h"
#include "support/json.h"

namespace nvts {
namespace {

uint64_t now_ns() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::nanoseconds(time).count());
}

void count(std::atomic<uint64_t>& counter, uint64_t amount = 1) {
  counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

const char* consequence_of(OnError policy) {
  switch (policy) {
    case OnError::kPass: return "the buffer goes on without the script's edits (on-error=pass)";
    case OnError::kDrop: return "the buffer is dropped (on-error=drop)";
    case OnError::kDisable: return "the script is not called any more (on-error=disable)";
    case OnError::kFail: return "the pipeline stops (on-error=fail)";
  }
  return "";
}

GstDebugLevel level_of(host::LogLevel level) {
  switch (level) {
    case host::LogLevel::kError: return GST_LEVEL_ERROR;
    case host::LogLevel::kWarning: return GST_LEVEL_WARNING;
    case host::LogLevel::kInfo: return GST_LEVEL_INFO;
    case host::LogLevel::kDebug: return GST_LEVEL_DEBUG;
  }
  return GST_LEVEL_INFO;
}

host::ScriptError host_error(Status status, const char* stage) {
  return {std::move(status), stage, -1, {}, {}};
}

}  // namespace

Probe::Probe(GstElement* element, const ProbeSettings& settings, ProbeCounters& counters)
    : m_element(element), m_counters(counters), m_on_error(settings.on_error), m_report(element) {}

Probe::~Probe() = default;

Result<std::unique_ptr<Probe>> Probe::start(GstElement* element, const ProbeSettings& settings,
                                            ProbeCounters& counters) {
  const ScriptLog log = [element](host::LogLevel level, std::string_view text) {
    GST_CAT_LEVEL_LOG(nvts_script_debug, level_of(level), element, "%.*s", static_cast<int>(text.size()), text.data());
  };
  gchar* name = gst_element_get_name(element);
  const SessionSettings session_settings{.element = name,
                                         .script = settings.script,
                                         .params = settings.params,
                                         .params_file = settings.params_file,
                                         .grant = settings.grant,
                                         .seed = settings.seed,
                                         .deadline_ms = settings.deadline_ms};
  g_free(name);
  Result<std::unique_ptr<Session>> session = Session::build(session_settings, log);
  if (!session) return session.status();

  std::unique_ptr<Probe> probe(new Probe(element, settings, counters));
  probe->m_session = *std::move(session);
  // After the script, so that one that cannot start does not empty the file of the run before.
  if (!settings.events.empty()) {
    Result<std::unique_ptr<EventWriter>> writer = EventWriter::open(settings.events);
    if (!writer) return writer.status();
    probe->m_writer = *std::move(writer);
  }
  if (auto error = probe->finish_call()) return Status{error->status.code(), describe(*error)};
  return probe;
}

Verdict Probe::process(GstBuffer* buffer) {
  count(m_counters.buffers);
  if (m_disabled || !meta::has_batch_meta(buffer)) {
    count(m_counters.bypassed);
    return Verdict::kPass;
  }

  const uint64_t started = now_ns();
  Status status = pack(buffer);
  if (status && announce_sources()) status = pack(buffer);
  if (!status) {
    m_session->bridge().release();
    return fail(host_error(std::move(status), "pack"));
  }
  count(m_counters.frames, m_session->table().count(table::Section::kFrames));
  count(m_counters.objects, m_session->table().count(table::Section::kObjects));

  const uint64_t packed = now_ns();
  std::optional<host::ScriptError> error = m_session->host().run_batch();
  const uint64_t ran = now_ns();
  if (!error) error = finish_call();
  m_session->bridge().release();

  count(m_counters.pack_ns, packed - started);
  count(m_counters.script_ns, ran - packed);
  count(m_counters.commit_ns, now_ns() - ran);
  // The engine walks its whole heap for that, which can take longer than a frame may.
  if (m_counters.heap_wanted.exchange(false, std::memory_order_relaxed)) {
    m_counters.heap_bytes.store(m_session->host().heap_bytes(), std::memory_order_relaxed);
  }
  if (ran - packed > m_counters.script_max_ns.load(std::memory_order_relaxed)) {
    m_counters.script_max_ns.store(ran - packed, std::memory_order_relaxed);
  }
  return error ? fail(*error) : Verdict::kPass;
}

Status Probe::pack(GstBuffer* buffer) {
  return m_session->bridge().pack(buffer, m_session->host().groups());
}

// Tells the script of sources that it has not met. True when it was called, which leaves the table empty.
bool Probe::announce_sources() {
  // Ids of sources that come and go for ever must not fill the memory; a source announced twice does no harm.
  constexpr size_t kMaxSources = 65536;
  if (m_sources.size() > kMaxSources) m_sources.clear();

  std::vector<uint32_t> fresh;
  const table::Frames frames = m_session->table().frames();
  for (uint32_t row = 0; row < m_session->table().count(table::Section::kFrames); ++row) {
    if (m_sources.insert(frames.source_id[row]).second) fresh.push_back(frames.source_id[row]);
  }
  for (const uint32_t source : fresh) {
    // The first look at its tracks was not the script's.
    m_session->table().tracks().forget_source(source);
    notify(table::hook::kOnSourceAdded, "{\"sourceId\":" + std::to_string(source) + "}");
  }
  return !fresh.empty();
}

void Probe::remove_source(uint32_t source_id) {
  m_sources.erase(source_id);
  m_session->table().tracks().forget_source(source_id);
  notify(table::hook::kOnSourceRemoved, "{\"sourceId\":" + std::to_string(source_id) + "}");
}

void Probe::notify(uint32_t hook, const std::string& data) {
  if (m_disabled) return;
  std::optional<host::ScriptError> error = m_session->host().notify(hook, data);
  if (!error) error = finish_call();
  // There is no buffer that a verdict could be about; a failing pipeline has been told by the message.
  if (error) static_cast<void>(fail(*error));
}

// The transaction's end: the call's edits and events count together or not at all.
std::optional<host::ScriptError> Probe::finish_call() {
  if (Status status = host::read_events(m_session->table(), &m_events); !status) {
    return host_error(std::move(status), "emit");
  }
  if (m_session->table().count(table::Section::kFrames) != 0) {
    Result<meta::CommitStats> stats = m_session->bridge().commit();
    if (!stats) return host_error(stats.status(), "commit");
    count(m_counters.edits, stats->objects_edited + stats->objects_added + stats->objects_removed +
                                stats->draw_items + stats->json_entries);
  }
  for (const host::Event& event : m_events) publish(event);
  return std::nullopt;
}

void Probe::publish(const host::Event& event) {
  count(m_counters.events);
  const table::Frames frames = m_session->table().frames();
  const bool framed = event.frame >= 0;
  const uint32_t source = framed ? frames.source_id[event.frame] : 0;
  const uint64_t pts = framed ? frames.pts[event.frame] : m_session->table().header().batch_pts;
  const uint64_t ntp = framed ? frames.ntp[event.frame] : 0;
  const int32_t frame_num = framed ? frames.frame_num[event.frame] : -1;

  GstStructure* message = gst_structure_new("nvts-event", "type", G_TYPE_STRING, event.type.c_str(), "data",
                                            G_TYPE_STRING, event.data.c_str(), "pts", G_TYPE_UINT64, pts, nullptr);
  if (framed) {
    gst_structure_set(message, "source-id", G_TYPE_UINT, source, "frame-num", G_TYPE_INT, frame_num, "ntp",
                      G_TYPE_UINT64, ntp, nullptr);
  }
  gst_element_post_message(m_element, gst_message_new_element(GST_OBJECT(m_element), message));

  if (m_writer == nullptr) return;
  gchar* name = gst_element_get_name(m_element);
  std::string line = "{\"type\":" + json::quote(event.type) + ",\"element\":" + json::quote(name);
  g_free(name);
  if (framed) {
    line += ",\"source\":" + std::to_string(source) + ",\"frame\":" + std::to_string(frame_num);
    if (ntp != 0) line += ",\"ntp\":" + std::to_string(ntp);
  }
  if (pts != table::kNoTime) line += ",\"pts\":" + std::to_string(pts);
  line += ",\"data\":" + event.data + "}";
  if (Status status = m_writer->write(line); !status) {
    m_report.report(host_error(std::move(status), "emit"), "the event went to the bus only");
  }
}

Verdict Probe::fail(const host::ScriptError& error) {
  count(m_counters.errors);
  m_report.report(error, consequence_of(m_on_error));
  switch (m_on_error) {
    case OnError::kPass: return Verdict::kPass;
    case OnError::kDrop: count(m_counters.dropped); return Verdict::kDrop;
    case OnError::kDisable: m_disabled = true; return Verdict::kPass;
    case OnError::kFail:
      GST_ELEMENT_ERROR(m_element, LIBRARY, FAILED, ("%s", describe(error).c_str()), ("%s", error.stack.c_str()));
      m_disabled = true;
      return Verdict::kFail;
  }
  return Verdict::kPass;
}

}  // namespace nvts

// SPDX-License-Identifier: MIT
#include "nvtsprobe/probe.h"

#include "nvtsprobe/batch_tracer.h"
#include "nvtsprobe/clock.h"
#include "nvtsprobe/debug.h"
#include "support/json.h"

#define GST_CAT_DEFAULT nvts_probe_debug

namespace nvts {
namespace {

constexpr uint64_t kNever = UINT64_MAX;
constexpr uint64_t kNsPerMs = 1'000'000;
constexpr double kMessagesMs = 50;  // for messages before a buffer, where there is no deadline

const char* consequence_of(OnError policy) {
  switch (policy) {
    case OnError::kPass: return "the buffer goes on without the script's edits (on-error=pass)";
    case OnError::kDrop: return "the buffer is dropped (on-error=drop)";
    case OnError::kDisable: return "the script is not called any more (on-error=disable)";
    case OnError::kFail: return "the pipeline stops (on-error=fail)";
  }
  return "";
}

// A script that fails once and is not called again needs no breaker.
Breaker::Settings breaker_of(const ProbeSettings& settings) {
  Breaker::Settings breaker = settings.breaker;
  if (settings.on_error == OnError::kDisable || settings.on_error == OnError::kFail) breaker.failures = 0;
  return breaker;
}

double us(uint64_t ns) {
  return static_cast<double>(ns) * 1e-3;
}

host::ScriptError host_error(Status status, const char* stage) {
  return {std::move(status), stage, -1, {}, {}};
}

}  // namespace

Probe::Probe(GstElement* element, const ProbeSettings& settings, ProbeStats& stats, Mailbox& mailbox)
    : m_element(element),
      m_stats(stats),
      m_mailbox(mailbox),
      m_settings(settings),
      m_breaker(breaker_of(settings)),
      m_stats_due(settings.stats_interval_ms > 0 ? now_ns() + settings.stats_interval_ms * kNsPerMs : kNever),
      m_log(std::make_shared<LogRelay>(element, settings.log, stats)),
      m_report(element) {}

Probe::~Probe() {
  tell_totals();
}

Result<std::unique_ptr<Probe>> Probe::start(GstElement* element, const ProbeSettings& settings, ProbeStats& stats,
                                            Mailbox& mailbox) {
  std::unique_ptr<Probe> probe(new Probe(element, settings, stats, mailbox));
  const ScriptLog log = [relay = probe->m_log](host::LogLevel level, std::string_view text) { relay->log(level, text); };
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
  count(m_stats.buffers);
  m_totals_due = true;
  uint64_t started = now_ns();
  if (started >= m_stats_due) post_stats(started);
  if (m_disabled || !meta::has_batch_meta(buffer)) {
    count(m_stats.bypassed);
    return Verdict::kPass;
  }
  if (!may_call(started)) return go_without_script();
  if (catch_up()) {
    started = now_ns();
    if (m_disabled || !may_call(started)) return go_without_script();
  }

  Status status = pack(buffer);
  if (status && announce_sources()) {
    started = now_ns();
    if (m_disabled || !may_call(started)) return go_without_script();
    status = pack(buffer);
  }
  if (!status) {
    m_session->bridge().release();
    return fail(host_error(std::move(status), "pack"), table::hook::kNone);
  }
  const uint32_t frames = m_session->table().count(table::Section::kFrames);
  const uint32_t objects = m_session->table().count(table::Section::kObjects);
  count(m_stats.frames, frames);
  count(m_stats.objects, objects);

  const uint64_t packed = now_ns();
  std::optional<host::ScriptError> error = m_session->host().run_batch();
  const uint64_t ran = now_ns();
  if (!error) error = finish_call();
  m_session->bridge().release();
  const uint64_t done = now_ns();

  m_stats.pack.record(packed - started);
  m_stats.calls[table::hook::kOnBatch].time.record(ran - packed);
  m_stats.commit.record(done - ran);
  GST_LOG_OBJECT(m_element, "batch of %u frames, %u objects: pack %.1f us, script %.1f us, commit %.1f us%s", frames,
                 objects, us(packed - started), us(ran - packed), us(done - ran), error ? ", failed" : "");
  trace_batch(m_element, {GST_BUFFER_PTS(buffer), frames, objects, packed - started, ran - packed, done - ran,
                          error.has_value()});
  // The engine walks its whole heap for that, which can take longer than a frame may.
  if (m_stats.heap_wanted.exchange(false, std::memory_order_relaxed)) {
    m_stats.heap_bytes.store(m_session->host().heap_bytes(), std::memory_order_relaxed);
  }
  if (error) return fail(*error, table::hook::kOnBatch);
  if (!m_breaker.closed()) {
    m_breaker.succeeded(done);
    tell_breaker(nullptr);
  }
  return Verdict::kPass;
}

bool Probe::may_call(uint64_t now) {
  if (m_breaker.closed()) return true;
  const bool admitted = m_breaker.admits(now);
  tell_breaker(nullptr);
  return admitted;
}

// For a buffer while the script is not called. Who drops what a script has failed on (a picture that it was to make
// unrecognisable, say) does not want it to go on because the script is not even asked.
Verdict Probe::go_without_script() {
  count(m_stats.bypassed);
  if (m_disabled || m_settings.on_error != OnError::kDrop) return Verdict::kPass;
  count(m_stats.dropped);
  return Verdict::kDrop;
}

// Brings the script what has come for it since the last buffer. True when it was called.
bool Probe::catch_up() {
  if (m_gone_sources.empty() && m_mailbox.empty()) return false;
  for (const uint32_t source : std::exchange(m_gone_sources, {})) {
    notify(table::hook::kOnSourceRemoved, "{\"sourceId\":" + std::to_string(source) + "}");
  }
  // A full mailbox must not hold up the buffer for a thousand calls: what is left comes before the next.
  const double budget_ms = m_settings.deadline_ms > 0 ? m_settings.deadline_ms : kMessagesMs;
  const uint64_t until = now_ns() + static_cast<uint64_t>(budget_ms * kNsPerMs);
  for (uint64_t now = now_ns(); now < until && !m_disabled && may_call(now); now = now_ns()) {
    const std::optional<std::string> message = m_mailbox.take();
    if (!message) break;
    notify(table::hook::kOnMessage, *message);
  }
  return true;
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
  const bool known = m_sources.erase(source_id) > 0;
  m_session->table().tracks().forget_source(source_id);
  if (known && !m_disabled && !may_call(now_ns())) {
    m_gone_sources.push_back(source_id);
  } else {
    notify(table::hook::kOnSourceRemoved, "{\"sourceId\":" + std::to_string(source_id) + "}");
  }
}

void Probe::notify(uint32_t hook, const std::string& data) {
  const uint64_t started = now_ns();
  if (m_disabled || !may_call(started)) return;
  std::optional<host::ScriptError> error = m_session->host().notify(hook, data);
  m_stats.calls[hook].time.record(now_ns() - started);
  if (!error) error = finish_call();
  // There is no buffer that a verdict could be about; a failing pipeline has been told by the message.
  if (error) static_cast<void>(fail(*error, hook));
}

void Probe::end_of_stream() {
  if (!m_disabled && may_call(now_ns())) static_cast<void>(catch_up());
  notify(table::hook::kOnEos, "{}");
  tell_totals();
}

// The transaction's end: the call's edits and events count together or not at all.
std::optional<host::ScriptError> Probe::finish_call() {
  if (Status status = host::read_events(m_session->table(), &m_events); !status) {
    return host_error(std::move(status), "emit");
  }
  if (m_session->table().count(table::Section::kFrames) != 0) {
    Result<meta::CommitStats> stats = m_session->bridge().commit();
    if (!stats) return host_error(stats.status(), "commit");
    count(m_stats.edits, stats->objects_edited + stats->objects_added + stats->objects_removed +
                                stats->draw_items + stats->json_entries + stats->analytics);
  }
  for (const host::Event& event : m_events) publish(event);
  return std::nullopt;
}

void Probe::publish(const host::Event& event) {
  count(m_stats.events);
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

Verdict Probe::fail(const host::ScriptError& error, uint32_t call) {
  const OnError policy = m_settings.on_error;
  count(m_stats.errors);
  count(m_stats.calls[call].failures[static_cast<size_t>(error.status.code())]);
  m_report.report(error, consequence_of(policy), &m_session->table());
  // The script has no part in metadata that cannot be read.
  if (call != table::hook::kNone) {
    m_breaker.failed(now_ns());
    tell_breaker(&error);
  }
  switch (policy) {
    case OnError::kPass: return Verdict::kPass;
    case OnError::kDrop: count(m_stats.dropped); return Verdict::kDrop;
    case OnError::kDisable: m_disabled = true; return Verdict::kPass;
    case OnError::kFail:
      GST_ELEMENT_ERROR(m_element, LIBRARY, FAILED, ("%s", describe(error).c_str()),
                        ("%s", describe_stack(error).c_str()));
      m_disabled = true;
      return Verdict::kFail;
  }
  return Verdict::kPass;
}

// Says when the breaker's state has changed; `error` is what opened it.
void Probe::tell_breaker(const host::ScriptError* error) {
  const Breaker::State state = m_breaker.state();
  const Breaker::State before = std::exchange(m_breaker_told, state);
  if (state == before) return;
  m_stats.breaker.store(state, std::memory_order_relaxed);
  if (state == Breaker::State::kOpen) count(m_stats.breaker_opened);

  const char* name = breaker_state_name(state);
  const uint64_t backoff_ms = m_breaker.backoff_ns() / kNsPerMs;
  const uint64_t window_ms = m_settings.breaker.window_ns / kNsPerMs;
  const uint32_t failures = m_breaker.failures(now_ns());
  const std::string text = error != nullptr ? describe(*error) : "";
  // A trial that failed is told to programs and the log only: the user knows the script as broken.
  if (state == Breaker::State::kOpen && before == Breaker::State::kClosed) {
    GST_ELEMENT_WARNING(
        m_element, LIBRARY, FAILED,
        ("the script failed %u times in %.1f s and is not called for %.1f s; buffers %s meanwhile", failures,
         static_cast<double>(window_ms) * 1e-3, static_cast<double>(backoff_ms) * 1e-3,
         m_settings.on_error == OnError::kDrop ? "are dropped (on-error=drop)" : "pass without it"),
        ("last error: %s", text.c_str()));
  }
  GST_INFO_OBJECT(m_element, "the breaker is %s: %u failures, backoff %" G_GUINT64_FORMAT " ms %s", name, failures,
                  backoff_ms, text.c_str());
  GstStructure* message = gst_structure_new(
      "nvts-breaker", "state", G_TYPE_STRING, name, "failures", G_TYPE_UINT, failures, "window-ms", G_TYPE_UINT64,
      window_ms, "backoff-ms", G_TYPE_UINT64, backoff_ms, "error", G_TYPE_STRING, text.c_str(), nullptr);
  gst_element_post_message(m_element, gst_message_new_element(GST_OBJECT(m_element), message));
}

// What was kept back in the stream, and its statistics.
void Probe::tell_totals() {
  m_report.finish();
  m_log->finish();
  if (!std::exchange(m_totals_due, false)) return;
  GstStructure* stats = stats_structure(m_stats);
  GST_INFO_OBJECT(m_element, "%" GST_PTR_FORMAT, stats);
  gst_structure_free(stats);
  if (m_settings.stats_interval_ms > 0) post_stats(now_ns());
}

void Probe::post_stats(uint64_t now) {
  m_stats_due = now + m_settings.stats_interval_ms * kNsPerMs;
  gst_element_post_message(m_element, gst_message_new_element(GST_OBJECT(m_element), stats_structure(m_stats)));
}

}  // namespace nvts

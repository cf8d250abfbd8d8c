// SPDX-License-Identifier: MIT
#include "nvtsprobe/probe.h"

#include "nvtsprobe/batch_tracer.h"
#include "nvtsprobe/clock.h"
#include "nvtsprobe/debug.h"
#include "nvtsprobe/element.h"
#include "support/json.h"
#include "support/printable.h"

#define GST_CAT_DEFAULT nvts_probe_debug

namespace nvts {
namespace {

constexpr uint64_t kNever = UINT64_MAX;
constexpr double kMessagesMs = 50;  // for messages before a buffer, where there is no deadline

// Whether the script is called again after it has failed.
bool goes_on(OnError policy) {
  return policy == OnError::kPass || policy == OnError::kDrop;
}

const char* consequence_of(OnError policy, uint32_t call, bool keeps_edits) {
  const bool about_buffer = call == table::hook::kNone || call == table::hook::kOnBatch;
  switch (policy) {
    case OnError::kPass:
    case OnError::kDrop:
      if (call == table::hook::kSave) return kStateKept;
      if (!about_buffer) return "what the hook emitted is dropped";
      if (policy == OnError::kDrop) return "the buffer is dropped (on-error=drop)";
      return keeps_edits ? "the buffer goes on with the script's edits of other frames (on-error=pass)"
                         : "the buffer goes on without the script's edits (on-error=pass)";
    case OnError::kDisable: return "the script is not called any more (on-error=disable)";
    case OnError::kFail: return "the pipeline stops (on-error=fail)";
  }
  return "";
}

// A script that fails once and is not called again needs no breaker.
Breaker::Settings breaker_of(const ProbeSettings& settings) {
  Breaker::Settings breaker = settings.breaker;
  if (!goes_on(settings.on_error)) breaker.failures = 0;
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
  if (m_live != nullptr) save_last_state();
  if (m_reloader != nullptr) m_reloader->stop();
  tell_totals();
}

Result<std::unique_ptr<Probe>> Probe::start(GstElement* element, const ProbeSettings& settings, ProbeStats& stats,
                                            Mailbox& mailbox) {
  std::unique_ptr<Probe> probe(new Probe(element, settings, stats, mailbox));
  if (Status status = probe->load(settings); !status) return status;
  return probe;
}

Status Probe::load(const ProbeSettings& settings) {
  if (!settings.save_state.empty()) {
    Result<std::unique_ptr<StateKeeper>> keeper = StateKeeper::open(m_element, settings.save_state);
    if (!keeper) return keeper.status();
    m_state = *std::move(keeper);
  }
  const ScriptLog log = [relay = m_log](host::LogLevel level, std::string_view text) { relay->log(level, text); };
  SessionSettings session_settings = settings.session;
  session_settings.element = name_of(m_element);
  const auto text = Session::load(session_settings);
  if (!text) return text.status();
  auto session = Session::build(*text, log);
  if (!session) return session.status();
  m_stats.calls[table::hook::kSetup].time.record((*session)->build_ns());
  std::string state;
  if (m_state != nullptr) {
    Result<std::string> restored = restore_saved(&*session, log);
    if (!restored) return restored.status();
    state = *std::move(restored);
  }

  // After the script, so that one that cannot start does not empty the file of the run before.
  if (!settings.events.empty()) {
    Result<std::unique_ptr<EventWriter>> writer = EventWriter::open(settings.events);
    if (!writer) return writer.status();
    m_writer = *std::move(writer);
  }
  m_reloader = std::make_shared<Reloader>(m_element, log, **text);
  std::unique_ptr<Reserve> reserve;
  if (settings.spare_process && goes_on(settings.on_error) && session_settings.isolation == Isolation::kProcess) {
    reserve = std::make_unique<Reserve>(m_element, log, m_stats);
  }
  m_live = std::make_unique<LiveScript>(m_element, m_reloader, m_stats, *std::move(session), std::move(reserve));
  m_live->set_last_state(state);
  m_reloader->set_watch(settings.watch);
  if (m_state != nullptr) m_state->start(m_reloader->worker(), std::chrono::milliseconds(settings.state_interval_ms));
  for (const host::Event& event : this->session().take_first_events()) publish(event);
  return Status::ok();
}

Verdict Probe::process(GstBuffer* buffer) {
  const uint64_t started = now_ns();
  const bool stats_due = started >= m_stats_due;
  if (stats_due) m_stats.heap_wanted.store(true, std::memory_order_relaxed);
  const Verdict verdict = process(buffer, started);
  if (stats_due) post_stats(started);
  return verdict;
}

Verdict Probe::process(GstBuffer* buffer, uint64_t started) {
  count(m_stats.buffers);
  m_totals_due = true;
  const bool was_disabled = m_disabled;
  hand_over();
  // A process that was found dead has failed on this buffer.
  if (m_disabled && !was_disabled && m_settings.on_error == OnError::kFail) return Verdict::kFail;
  m_stats.process_id.store(static_cast<uint64_t>(m_live->process_id()), std::memory_order_relaxed);
  if (m_disabled || !meta::has_batch_meta(buffer)) {
    count(m_stats.bypassed);
    return Verdict::kPass;
  }
  if (!may_call(started)) return go_without_script();
  if (catch_up()) {
    take_over_at_once();
    started = now_ns();
    if (!may_call(started)) return go_without_script();
  }

  Failure failure;
  Work work = work_on(buffer, started, &failure);
  // As if the script that failed on trial had never been: the one before gets the buffer.
  if (work == Work::kFailed && failure.call != table::hook::kNone && roll_back(failure.error, failure.call)) {
    work = work_on(buffer, now_ns(), &failure);
  }
  switch (work) {
    case Work::kWithoutScript: return go_without_script();
    case Work::kFailed: {
      const Verdict verdict = fail(failure.error, failure.call);
      checkpoint();
      return verdict;
    }
    case Work::kDone: break;
  }
  m_live->batch_done();
  checkpoint();
  if (!m_breaker.closed()) {
    m_breaker.succeeded(now_ns());
    tell_breaker(nullptr);
  }
  return Verdict::kPass;
}

Probe::Work Probe::work_on(GstBuffer* buffer, uint64_t started, Failure* failure) {
  Status status = pack(buffer);
  if (status && announce_sources()) {
    started = now_ns();
    if (!may_call(started)) return Work::kWithoutScript;
    status = pack(buffer);
  }
  if (!status) {
    session().bridge().release();
    *failure = {host_error(std::move(status), "pack"), table::hook::kNone};
    return Work::kFailed;
  }
  const uint32_t frames = session().table().count(table::Section::kFrames);
  const uint32_t objects = session().table().count(table::Section::kObjects);
  // Once, whichever script works on the buffer in the end.
  if (failure->call == table::hook::kNone) {
    count(m_stats.frames, frames);
    count(m_stats.objects, objects);
  }

  const uint64_t packed = now_ns();
  std::optional<host::ScriptError> error = m_live->host()->run_batch();
  const uint64_t ran = now_ns();
  // Of a script on trial nothing stays when it fails: the one before gets the buffer.
  if (!error) {
    error = finish_call();
  } else if (error->keeps_edits && !m_live->on_trial() && finish_call()) {
    error->keeps_edits = false;
  }
  session().bridge().release();
  if (const std::optional<std::string> warning = m_live->host()->take_warning()) {
    GST_ELEMENT_WARNING(m_element, LIBRARY, SETTINGS, ("%s", printable(*warning, LogRelay::kMaxLineBytes).c_str()), (nullptr));
  }
  const uint64_t done = now_ns();

  m_stats.pack.record(packed - started);
  m_stats.calls[table::hook::kOnBatch].time.record(ran - packed);
  m_stats.commit.record(done - ran);
  GST_LOG_OBJECT(m_element, "batch of %u frames, %u objects: pack %.1f us, script %.1f us, commit %.1f us%s", frames,
                 objects, us(packed - started), us(ran - packed), us(done - ran), error ? ", failed" : "");
  trace_batch(m_element, {GST_BUFFER_PTS(buffer), frames, objects, packed - started, ran - packed, done - ran,
                          error.has_value()});
  // The engine walks its whole heap for that, which can take longer than a frame may.
  if (!error && m_stats.heap_wanted.exchange(false, std::memory_order_relaxed)) {
    m_stats.heap_bytes.store(m_live->host()->heap_bytes(), std::memory_order_relaxed);
  }
  if (!error) return Work::kDone;
  *failure = {*std::move(error), table::hook::kOnBatch};
  return Work::kFailed;
}

bool Probe::may_call(uint64_t now) {
  if (m_disabled || m_live->host() == nullptr) return false;
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
    if (has_checkpoints()) note_gone(source);
    notify(table::hook::kOnSourceRemoved, source_data(source));
  }
  // A full mailbox must not hold up the buffer for a thousand calls: what is left comes before the next.
  const double budget_ms = m_settings.session.deadline_ms > 0 ? m_settings.session.deadline_ms : kMessagesMs;
  const uint64_t until = now_ns() + static_cast<uint64_t>(budget_ms * kNsPerMs);
  for (uint64_t now = now_ns(); now < until && may_call(now); now = now_ns()) {
    const std::optional<std::string> message = m_mailbox.take();
    if (!message) break;
    notify(table::hook::kOnMessage, *message);
  }
  return true;
}

Status Probe::pack(GstBuffer* buffer) {
  return session().bridge().pack(buffer, m_live->host()->groups());
}

// Tells the script of sources that it has not met. True when it was called, which leaves the table empty.
bool Probe::announce_sources() {
  // Ids of sources that come and go for ever must not fill the memory; a source announced twice does no harm.
  constexpr size_t kMaxSources = 65536;
  if (m_sources.size() > kMaxSources) m_sources.clear();

  std::vector<uint32_t> fresh;
  const table::Frames frames = session().table().frames();
  for (uint32_t row = 0; row < session().table().count(table::Section::kFrames); ++row) {
    if (m_sources.insert(frames.source_id[row]).second) fresh.push_back(frames.source_id[row]);
  }
  for (const uint32_t source : fresh) {
    // The first look at its tracks was not the script's.
    session().table().tracks().forget_source(source);
    notify(table::hook::kOnSourceAdded, source_data(source));
  }
  return !fresh.empty();
}

std::string Probe::source_data(uint32_t source_id) {
  return "{\"sourceId\":" + std::to_string(source_id) + "}";
}

void Probe::remove_source(uint32_t source_id) {
  const bool known = m_sources.erase(source_id) > 0;
  session().table().tracks().forget_source(source_id);
  if (known && !m_disabled && !may_call(now_ns())) {
    m_gone_sources.push_back(source_id);
  } else {
    if (known && has_checkpoints()) note_gone(source_id);
    notify(table::hook::kOnSourceRemoved, source_data(source_id));
  }
}

void Probe::notify(uint32_t hook, const std::string& data) {
  if (hook == table::hook::kOnStreamStart) m_streaming = true;
  m_live->remember(hook, data);
  call(hook, data);
}

void Probe::call(uint32_t hook, const std::string& data) {
  const uint64_t started = now_ns();
  if (!may_call(started)) return;
  std::optional<host::ScriptError> error = m_live->host()->notify(hook, data);
  m_stats.calls[hook].time.record(now_ns() - started);
  if (!error) error = finish_call();
  if (!error) return;
  if (error->status.code() == ErrorCode::kMessage) {
    refuse_message(*error);
  } else if (!roll_back(*error, hook)) {
    // There is no buffer that a verdict could be about; a failing pipeline has been told by the message.
    static_cast<void>(fail(*error, hook));
  }
}

// The fault is the sender's: neither on-error nor the breaker has a part in it.
void Probe::refuse_message(const host::ScriptError& error) {
  count_failure(m_stats, table::hook::kOnMessage, error.status.code());
  m_report.report(error, "the message is ignored");
}

void Probe::end_of_stream() {
  // No buffer comes between which a script that is built anew could take over.
  if (!m_disabled && m_live->host() == nullptr) {
    m_reloader->wait(kLastWait);
    static_cast<void>(m_live->knows_last_state(kLastWait));
  }
  hand_over();
  // A save() that took all the time there was has left the exchange to the next buffer.
  if (m_live->host() == nullptr && m_live->due()) hand_over();
  if (may_call(now_ns())) static_cast<void>(catch_up());
  notify(table::hook::kOnEos, "{}");
  m_live->end_trial();
  save_last_state();
  tell_totals();
}

// The transaction's end: the call's edits and events count together or not at all.
std::optional<host::ScriptError> Probe::finish_call() {
  if (Status status = host::read_events(session().table(), &m_events); !status) {
    return host_error(std::move(status), "emit");
  }
  if (session().table().count(table::Section::kFrames) != 0) {
    Result<meta::CommitStats> stats = session().bridge().commit();
    if (!stats) return host_error(stats.status(), "commit");
    count(m_stats.edits, stats->objects_edited + stats->objects_added + stats->objects_removed +
                                stats->draw_items + stats->json_entries + stats->class_maps + stats->analytics);
  }
  for (const host::Event& event : m_events) publish(event);
  return std::nullopt;
}

void Probe::publish(const host::Event& event) {
  count(m_stats.events);
  const table::Frames frames = session().table().frames();
  const bool framed = event.frame >= 0;
  const uint32_t source = framed ? frames.source_id[event.frame] : 0;
  const uint64_t pts = framed ? frames.pts[event.frame] : session().table().header().batch_pts;
  const uint64_t ntp = framed ? frames.ntp[event.frame] : 0;
  const int32_t frame_num = framed ? frames.frame_num[event.frame] : -1;

  GstStructure* message = gst_structure_new("nvts-event", "type", G_TYPE_STRING, event.type.c_str(), "data",
                                            G_TYPE_STRING, event.data.c_str(), "pts", G_TYPE_UINT64, pts, nullptr);
  if (framed) {
    gst_structure_set(message, "source-id", G_TYPE_UINT, source, "frame-num", G_TYPE_INT, frame_num, "ntp",
                      G_TYPE_UINT64, ntp, nullptr);
  }
  post(m_element, message);

  if (m_writer == nullptr) return;
  std::string line = "{\"type\":" + json::quote(event.type) + ",\"element\":" + json::quote(name_of(m_element));
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
  count_failure(m_stats, call, error.status.code());
  m_report.report(error, consequence_of(policy, call, error.keeps_edits), &session().table());
  // The script has no part in metadata that cannot be read, and one that was not stopped still serves the other frames.
  const bool serves_others = error.keeps_edits && !error.discard;
  if (call != table::hook::kNone && !serves_others) {
    m_breaker.failed(now_ns());
    tell_breaker(&error);
  }
  if (error.discard) m_live->discard(error, goes_on(policy));
  switch (policy) {
    case OnError::kPass: return Verdict::kPass;
    case OnError::kDrop:
      // A stream event has no buffer that could be dropped.
      if (call == table::hook::kNone || call == table::hook::kOnBatch) count(m_stats.dropped);
      return Verdict::kDrop;
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
  post(m_element, message);
}

// What was kept back in the stream, and its statistics.
void Probe::tell_totals() {
  m_report.finish();
  m_log->finish();
  if (!std::exchange(m_totals_due, false)) return;
  if (m_settings.stats_interval_ms > 0 && m_live->host() != nullptr) {
    m_stats.heap_bytes.store(m_live->host()->heap_bytes(), std::memory_order_relaxed);
  }
  GstStructure* stats = stats_structure(m_stats);
  GST_INFO_OBJECT(m_element, "%" GST_PTR_FORMAT, stats);
  gst_structure_free(stats);
  if (m_settings.stats_interval_ms > 0) post_stats(now_ns());
}

void Probe::post_stats(uint64_t now) {
  m_stats_due = now + m_settings.stats_interval_ms * kNsPerMs;
  post(m_element, stats_structure(m_stats));
}

}  // namespace nvts

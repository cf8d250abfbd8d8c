// SPDX-License-Identifier: MIT
#include "lane.h"

#include <gstnvdsmeta.h>
#include <signal.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <utility>

#include "measure.h"
#include "support/cpu_clock.h"

namespace nvts::soak {
namespace {

constexpr double kHangSeconds = 120;
constexpr size_t kMaxTimes = 200000;

[[noreturn]] void stop_with(const std::string& message) {
  std::fprintf(stderr, "\nsoak: %s\n", message.c_str());
  std::fflush(stderr);
  std::abort();
}

// Two frames with a few objects; now and then as a faulty detector would leave them.
void add_metadata(GstBuffer* buffer, uint64_t index) {
  NvDsBatchMeta* batch = nvds_create_batch_meta(2);
  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  for (guint source = 0; source < 2; ++source) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->source_id = frame->pad_index = frame->batch_id = source;
    frame->frame_num = static_cast<gint>(index);
    frame->buf_pts = GST_BUFFER_PTS(buffer);
    frame->source_frame_width = frame->pipeline_width = 1920;
    frame->source_frame_height = frame->pipeline_height = 1080;
    nvds_add_frame_meta_to_batch(batch, frame);
    const uint64_t objects = (index + source) % 5;
    for (uint64_t i = 0; i < objects; ++i) {
      NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
      object->class_id = static_cast<gint>(i % 3);
      object->object_id = i == 4 ? UNTRACKED_OBJECT_ID : index / 50 * 10 + i;
      object->confidence = 0.5f;
      object->rect_params.left = static_cast<float>(100 * i);
      object->rect_params.top = static_cast<float>(index % 500);
      object->rect_params.width = (index + i) % 1000 == 0 ? NAN : 50;
      object->rect_params.height = (index + i) % 1001 == 0 ? -INFINITY : 80;
      std::snprintf(object->obj_label, sizeof object->obj_label, "person");
      nvds_add_obj_meta_to_frame(frame, object, nullptr);
    }
  }
}

// Sets "name=value name=value". What an nvtsprobe of another version does not have is left out, and said once.
void set_properties(GstElement* element, const std::string& text) {
  static std::mutex mutex;
  static std::set<std::string> missing;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    const size_t equals = text.find('=', begin);
    const std::string name = text.substr(begin, equals - begin);
    if (g_object_class_find_property(G_OBJECT_GET_CLASS(element), name.c_str()) != nullptr) {
      gst_util_set_object_arg(G_OBJECT(element), name.c_str(), text.substr(equals + 1, end - equals - 1).c_str());
    } else {
      const std::scoped_lock lock(mutex);
      if (missing.insert(name).second) std::fprintf(stderr, "soak: this nvtsprobe has no property %s\n", name.c_str());
    }
    begin = end + 1;
  }
}

// A number of the element's statistics, of a structure within them when `part` names one; 0 when it is not there.
uint64_t statistic(GstElement* element, const char* part, const char* name) {
  GstStructure* stats = nullptr;
  g_object_get(element, "stats", &stats, nullptr);
  if (stats == nullptr) return 0;
  const GValue* within = part != nullptr ? gst_structure_get_value(stats, part) : nullptr;
  const GstStructure* found = part == nullptr ? stats : within != nullptr ? gst_value_get_structure(within) : nullptr;
  guint64 value = 0;
  if (found != nullptr) gst_structure_get_uint64(found, name, &value);
  gst_structure_free(stats);
  return value;
}

bool has_signal(GstElement* element, const char* name) {
  return g_signal_lookup(name, G_OBJECT_TYPE(element)) != 0;
}

void add_pad_probe(GstElement* element, const char* pad_name, GstPadProbeCallback callback, gpointer data) {
  GstPad* pad = gst_element_get_static_pad(element, pad_name);
  gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, callback, data, nullptr);
  gst_object_unref(pad);
}

}  // namespace

Lane::Lane(const LaneSpec& spec, std::string scripts, std::string isolation, uint64_t buffers, unsigned rounds,
           unsigned seed, unsigned haste)
    : m_spec(spec), m_name(spec.name), m_scripts(std::move(scripts)), m_isolation(std::move(isolation)),
      m_buffers(buffers), m_rounds(rounds), m_haste(haste), m_random(seed) {}

Lane::~Lane() { tear_down(); }

void Lane::build() {
  m_pipeline = gst_pipeline_new(nullptr);
  m_source = gst_element_factory_make("fakesrc", nullptr);
  GstElement* sink = gst_element_factory_make("fakesink", nullptr);
  gst_util_set_object_arg(G_OBJECT(m_source), "sizetype", "fixed");
  gst_util_set_object_arg(G_OBJECT(m_source), "filltype", "nothing");
  g_object_set(m_source, "sizemax", 64, nullptr);
  g_object_set(sink, "sync", FALSE, "async", FALSE, nullptr);
  gst_bin_add_many(GST_BIN(m_pipeline), m_source, sink, nullptr);
  add_pad_probe(m_source, "src", on_source, this);
  add_pad_probe(sink, "sink", on_sink, this);

  GstElement* last = m_source;
  m_probes.clear();
  m_probes.reserve(m_spec.probes.size());
  for (const ProbeSpec& spec : m_spec.probes) {
    GstElement* element = gst_element_factory_make("nvtsprobe", nullptr);
    if (element == nullptr) stop_with("there is no nvtsprobe: set GST_PLUGIN_PATH");
    g_object_set(element, "script", (m_scripts + "/" + spec.script).c_str(), nullptr);
    if (*spec.task != '\0') {
      const std::string params =
          "{\"do\":\"" + std::string(spec.task) + "\",\"every\":" + std::to_string(std::max(spec.every / m_haste, 1u)) + "}";
      g_object_set(element, "params", params.c_str(), nullptr);
    }
    set_properties(element, "isolation=" + m_isolation);
    set_properties(element, spec.properties);
    guint deadline = 0;
    g_object_get(element, "deadline-ms", &deadline, nullptr);
    gst_bin_add(GST_BIN(m_pipeline), element);
    gst_element_link(last, element);
    m_probes.push_back({this, element, *spec.task != '\0' ? spec.task : spec.script, static_cast<double>(deadline), 0, 0, 0});
    add_pad_probe(element, "sink", on_enter, &m_probes.back());
    add_pad_probe(element, "src", on_leave, &m_probes.back());
    last = element;
  }
  gst_element_link(last, sink);
  GstBus* bus = gst_element_get_bus(m_pipeline);
  gst_bus_set_sync_handler(bus, on_message, this, nullptr);
  gst_object_unref(bus);
}

void Lane::tear_down() {
  if (m_pipeline == nullptr) return;
  gst_element_set_state(m_pipeline, GST_STATE_NULL);
  gst_object_unref(m_pipeline);
  m_pipeline = nullptr;
}

void Lane::run() {
  for (unsigned round_index = 0; sent() < m_buffers; ++round_index) {
    if (m_pipeline == nullptr) build();
    const uint64_t length = std::max<uint64_t>(m_buffers / m_rounds, 1);
    round(std::min(length, m_buffers - sent()));
    if (round_index % 4 == 3) tear_down();
  }
  tear_down();
  m_done = true;
}

uint64_t Lane::dropped() const {
  uint64_t sum = 0;
  for (const Probe& probe : m_probes) sum += statistic(probe.element, nullptr, "dropped");
  return sum;
}

void Lane::round(uint64_t buffers) {
  const uint64_t in = m_in, out = m_out, dropped_before = dropped();
  const bool stop_early = chance(30);
  m_ended = m_failed = false;
  g_object_set(m_source, "num-buffers", static_cast<gint>(buffers), nullptr);
  ++m_result.starts;
  if (gst_element_set_state(m_pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    {
      const std::scoped_lock lock(m_mutex);
      m_result.failed_starts.push_back(m_error);
    }
    m_sent += buffers;
    gst_element_set_state(m_pipeline, GST_STATE_NULL);
    return;
  }

  const uint64_t stop_at = m_in + m_random() % std::max<uint64_t>(buffers, 1);
  uint64_t last_in = m_in;
  gint64 last_change = g_get_monotonic_time();
  while (!m_ended && !m_failed && !(stop_early && m_in >= stop_at)) {
    g_usleep(2000);
    if (m_in != last_in) {
      last_in = m_in;
      last_change = g_get_monotonic_time();
      if (chance(5)) disturb();
    } else if (static_cast<double>(g_get_monotonic_time() - last_change) > kHangSeconds * 1e6) {
      stop_with("pipeline '" + m_name + "' has stood still for " + std::to_string(static_cast<int>(kHangSeconds)) + " s");
    }
  }
  const bool ended = m_ended && !m_failed;
  const bool failed = m_failed;
  gst_element_set_state(m_pipeline, chance(50) ? GST_STATE_READY : GST_STATE_NULL);

  const uint64_t entered = m_in - in;
  int64_t missing = static_cast<int64_t>(entered - (m_out - out)) - static_cast<int64_t>(dropped() - dropped_before);
  // At a failure or a stop the one buffer on its way goes no further.
  if (missing > 0 && failed) {
    ++m_result.refused;
    --missing;
  } else if (missing > 0 && !ended) {
    ++m_result.stopped;
    --missing;
  }
  m_result.lost += missing;
  m_result.in += entered;
  m_result.out += m_out - out;
  m_result.dropped += dropped() - dropped_before;
}

// What an operator might do to a pipeline that plays.
void Lane::disturb() {
  const Probe& probe = m_probes[m_random() % m_probes.size()];
  switch (m_random() % 4) {
    case 0:
      if (has_signal(probe.element, "reload")) {
        gboolean done = FALSE;
        g_signal_emit_by_name(probe.element, "reload", &done);
        ++m_result.reloads;
      }
      break;
    case 1:
      if (has_signal(probe.element, "send-message")) {
        gboolean done = FALSE;
        const char* const texts[] = {"{\"a\":1}", "null", "{", "", "\"\\ud800\""};
        g_signal_emit_by_name(probe.element, "send-message", texts[m_random() % 5], &done);
        ++m_result.messages;
      }
      break;
    case 2: static_cast<void>(dropped()); break;
    default:
      if (m_name == "processes") {
        // Of its own only: another pipeline's may be starting, and that is refused to start without it.
        const char* which = chance(30) ? "spare-process-id" : "process-id";
        const auto process = static_cast<int>(statistic(probe.element, nullptr, which));
        const std::vector<int> running = children();
        if (std::find(running.begin(), running.end(), process) != running.end()) {
          kill(process, chance(50) ? SIGKILL : SIGSTOP);
          ++m_result.kills;
        }
      }
      break;
  }
}

GstPadProbeReturn Lane::on_source(GstPad*, GstPadProbeInfo* info, gpointer data) noexcept {
  auto* lane = static_cast<Lane*>(data);
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  const uint64_t index = lane->m_sent++;
  GST_BUFFER_PTS(buffer) = index * GST_SECOND / 30;
  if (index % 500 != 7) add_metadata(buffer, index);  // the element makes some where there are none
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn Lane::on_enter(GstPad*, GstPadProbeInfo*, gpointer data) noexcept {
  auto* probe = static_cast<Probe*>(data);
  if (probe == probe->lane->m_probes.data()) ++probe->lane->m_in;
  probe->entered_ms = thread_cpu_ms();
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn Lane::on_leave(GstPad*, GstPadProbeInfo*, gpointer data) noexcept {
  auto* probe = static_cast<Probe*>(data);
  const double used = thread_cpu_ms() - probe->entered_ms;
  // Less than it says by half a millisecond at most (jsc/context_limits.cpp): on time.
  if (used < probe->deadline_ms - 1 || probe->deadline_ms == 0) return GST_PAD_PROBE_OK;
  // A buffer may take long for other reasons, such as a process that has to be given up.
  const uint64_t stopped = statistic(probe->element, "failures", "NVTS_DEADLINE");
  if (std::exchange(probe->stopped, stopped) == stopped || stopped == 0) return GST_PAD_PROBE_OK;
  // A reload whose first calls fail is taken back, and the old script gets the same buffer: two calls, of which each has its deadline.
  const uint64_t rollbacks = statistic(probe->element, nullptr, "rollbacks");
  if (std::exchange(probe->rollbacks, rollbacks) != rollbacks) return GST_PAD_PROBE_OK;
  const double over = used - probe->deadline_ms;
  const std::scoped_lock lock(probe->lane->m_mutex);
  std::vector<float>& times = probe->lane->m_result.overshoot_ms[probe->task];
  if (times.size() < kMaxTimes) times.push_back(static_cast<float>(std::max(over, 0.0)));
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn Lane::on_sink(GstPad*, GstPadProbeInfo*, gpointer data) noexcept {
  ++static_cast<Lane*>(data)->m_out;
  return GST_PAD_PROBE_OK;
}

void Lane::keep_error(GstMessage* message) {
  GError* error = nullptr;
  gchar* debug = nullptr;
  gst_message_parse_error(message, &error, &debug);
  {
    const std::scoped_lock lock(m_mutex);
    m_error = std::string(error->message) + (debug != nullptr ? std::string("\n") + debug : "");
  }
  m_failed = true;
  g_error_free(error);
  g_free(debug);
}

GstBusSyncReply Lane::on_message(GstBus*, GstMessage* message, gpointer data) noexcept {
  auto* lane = static_cast<Lane*>(data);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS) lane->m_ended = true;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) lane->keep_error(message);
  const GstStructure* structure = gst_message_get_structure(message);
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT && gst_structure_has_name(structure, "nvts-script-error")) {
    const char* code = gst_structure_get_string(structure, "code");
    const std::scoped_lock lock(lane->m_mutex);
    ++lane->m_result.errors[code != nullptr ? code : "none"];
  }
  gst_message_unref(message);
  return GST_BUS_DROP;
}

}  // namespace nvts::soak

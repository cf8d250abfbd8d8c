// SPDX-License-Identifier: MIT
// nvtsprobe with a script made by hand, fed with plain buffers; what it tells the bus is kept.
#pragma once

#include <gst/check/gstharness.h>

#include <algorithm>
#include <ctime>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "folder.h"
#include "isolation.h"

namespace nvts::element_test {

// A bundle with these members besides those that every bundle must have. `host` is what load() was given.
inline std::string bundle(const std::string& members) {
  return "(() => { let host; globalThis.__nvts_bundle = { abi: 1, kind: 'processor', name: 'test',\n"
         "load(h, block, params) { host = h; this.setup?.(params); }, attach() {}, run() {}, notify() {},\n" +
         members + "\n}; })();\n";
}

// A bundle that counts batches, logs "<version> <count>", and keeps the count over reloads.
inline std::string counter(const std::string& version, const std::string& members = "") {
  return bundle("n: 0, run() { host.log(2, '" + version +
                " ' + ++this.n); },\n"
                "save() { return String(this.n); }, restore(text) { this.n = Number(text); },\n" +
                members);
}

inline bool has(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class SessionHarness {
 public:
  explicit SessionHarness(const std::string& script, const std::vector<std::pair<const char*, std::string>>& properties = {})
      : m_script(script) {
    gst_init(nullptr, nullptr);
    m_element = gst_element_factory_make("nvtsprobe", nullptr);
    m_bus = gst_bus_new();
    gst_element_set_bus(m_element, m_bus);
    g_object_set(m_element, "script", script.c_str(), "log-rate", 0, nullptr);
    set("log-level", "info");
    set_isolation(m_element);
    for (const auto& [name, value] : properties) set(name, value);
    m_harness = gst_harness_new_with_element(m_element, "sink", "src");
    gst_harness_set_src_caps_str(m_harness, "video/x-raw,format=RGBA,width=64,height=48,framerate=30/1");
  }
  ~SessionHarness() {
    stop();
    gst_object_unref(m_element);
    gst_object_unref(m_bus);
  }
  SessionHarness(const SessionHarness&) = delete;
  SessionHarness& operator=(const SessionHarness&) = delete;

  void stop() {
    if (m_harness == nullptr) return;
    gst_element_set_bus(m_element, m_bus);
    gst_harness_teardown(m_harness);
    m_harness = nullptr;
  }

  void set(const char* name, const std::string& value) {
    gst_util_set_object_arg(G_OBJECT(m_element), name, value.c_str());
  }
  GstElement* element() { return m_element; }
  GstHarness* harness() { return m_harness; }

  // How many of so many buffers come out.
  int push(int buffers = 1) {
    int out = 0;
    for (int i = 0; i < buffers; ++i) {
      GstBuffer* buffer = gst_harness_create_buffer(m_harness, 64);
      GST_BUFFER_PTS(buffer) = m_pts += GST_SECOND / 30;
      const double before = cpu_ms();
      const GstFlowReturn result = gst_harness_push(m_harness, buffer);
      m_longest_push_ms = std::max(m_longest_push_ms, cpu_ms() - before);
      if (result != GST_FLOW_OK) continue;
      GstBuffer* passed = gst_harness_try_pull(m_harness);
      if (passed == nullptr) continue;
      gst_buffer_unref(passed);
      ++out;
    }
    return out;
  }

  // CPU time that a buffer took at most since this was last asked for.
  double longest_push_ms() { return std::exchange(m_longest_push_ms, 0); }

  bool reload() {
    gboolean running = FALSE;
    g_signal_emit_by_name(m_element, "reload", &running);
    return running != FALSE;
  }

  // The value of a field of the first message of this name that has `field` = `value`, pushing buffers until it comes;
  // null when it does not. Messages before it are passed over, texts of the log kept.
  GstStructure* await(const char* name, const char* field = nullptr, const char* value = nullptr) {
    const gint64 until = g_get_monotonic_time() + 30 * G_USEC_PER_SEC;
    while (g_get_monotonic_time() < until) {
      while (GstMessage* message = gst_bus_pop(m_bus)) {
        GstStructure* found = nullptr;
        const GstStructure* structure = GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT ? gst_message_get_structure(message) : nullptr;
        if (structure != nullptr) {
          keep_log(structure);
          const bool fits = gst_structure_has_name(structure, name) &&
                            (field == nullptr || g_strcmp0(gst_structure_get_string(structure, field), value) == 0);
          if (fits) found = gst_structure_copy(structure);
        }
        gst_message_unref(message);
        if (found != nullptr) return found;
      }
      if (m_harness != nullptr) push();
      g_usleep(2000);
    }
    return nullptr;
  }

  // The same for a text field of it; "(none)" when no message came.
  std::string await_text(const char* name, const char* field, const char* value, const char* wanted) {
    GstStructure* structure = await(name, field, value);
    if (structure == nullptr) return "(none)";
    const char* text = gst_structure_get_string(structure, wanted);
    std::string found = text != nullptr ? text : "(absent)";
    gst_structure_free(structure);
    return found;
  }

  // What the script has logged since the last call.
  std::vector<std::string> logs() {
    while (GstMessage* message = gst_bus_pop(m_bus)) {
      if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT) keep_log(gst_message_get_structure(message));
      gst_message_unref(message);
    }
    return std::exchange(m_logs, {});
  }

  // A number of the statistics.
  guint64 stat(const char* name) {
    GstStructure* stats = nullptr;
    g_object_get(m_element, "stats", &stats, nullptr);
    guint64 value = 0;
    gst_structure_get_uint64(stats, name, &value);
    gst_structure_free(stats);
    return value;
  }

  // Of the calls of one kind: how many, and how many of them failed with this code.
  std::pair<guint64, guint64> calls(const char* hook, const char* code) {
    GstStructure* stats = nullptr;
    g_object_get(m_element, "stats", &stats, nullptr);
    const auto part = [](const GstStructure* of, const char* name) -> const GstStructure* {
      const GValue* value = of != nullptr ? gst_structure_get_value(of, name) : nullptr;
      return value != nullptr ? gst_value_get_structure(value) : nullptr;
    };
    const GstStructure* entry = part(part(stats, "hooks"), hook);
    std::pair<guint64, guint64> found{0, 0};
    if (entry != nullptr) gst_structure_get_uint64(entry, "calls", &found.first);
    if (const GstStructure* failures = part(entry, "failures")) gst_structure_get_uint64(failures, code, &found.second);
    gst_structure_free(stats);
    return found;
  }

 private:
  static double cpu_ms() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
  }

  void keep_log(const GstStructure* structure) {
    if (gst_structure_has_name(structure, "nvts-log")) m_logs.emplace_back(gst_structure_get_string(structure, "text"));
  }

  std::string m_script;
  GstElement* m_element;
  GstBus* m_bus;
  GstHarness* m_harness;
  GstClockTime m_pts = 0;
  double m_longest_push_ms = 0;
  std::vector<std::string> m_logs;
};

}  // namespace nvts::element_test

// SPDX-License-Identifier: MIT
// What nvtsprobe makes of scripts that fail, chatter and get messages.
#include <gst/check/gstharness.h>

#include <atomic>
#include <cstdarg>
#include <string>
#include <thread>
#include <vector>

#include "check.h"
#include "isolation.h"

namespace {

const std::string kTold = NVTS_TEST_SCRIPTS "/told.nvts.js";

// Values of the element's enums.
enum { kPass, kDrop, kDisable };
enum { kNone, kError, kWarning, kInfo };

std::string text_of(const GstStructure* structure, const char* field) {
  const char* text = gst_structure_get_string(structure, field);
  return text != nullptr ? text : "";
}

guint64 number_of(const GstStructure* structure, const char* field) {
  guint64 number = 0;
  gst_structure_get_uint64(structure, field, &number);
  return number;
}

// nvtsprobe alone, with a bus.
class Told {
 public:
  explicit Told(const char* params, const char* first_property = nullptr, ...) {
    gst_init(nullptr, nullptr);
    m_element = gst_element_factory_make("nvtsprobe", "told");
    nvts::element_test::set_isolation(m_element);
    g_object_set(m_element, "script", kTold.c_str(), "params", params, nullptr);
    va_list properties;
    va_start(properties, first_property);
    if (first_property != nullptr) g_object_set_valist(G_OBJECT(m_element), first_property, properties);
    va_end(properties);
    m_bus = gst_bus_new();
    gst_element_set_bus(m_element, m_bus);
    m_harness = gst_harness_new_with_element(m_element, "sink", "src");
    gst_harness_set_src_caps_str(m_harness, "video/x-raw,format=RGBA,width=64,height=48,framerate=30/1");
  }
  ~Told() {
    static_cast<void>(take(""));
    if (m_stats != nullptr) gst_structure_free(m_stats);
    if (m_harness != nullptr) gst_harness_teardown(m_harness);
    gst_element_set_bus(m_element, nullptr);
    gst_bus_set_flushing(m_bus, TRUE);
    gst_object_unref(m_bus);
    gst_object_unref(m_element);
  }
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;

  [[nodiscard]] GstElement* element() { return m_element; }
  [[nodiscard]] GstHarness* harness() { return m_harness; }

  // How many of the buffers came out.
  int push(int buffers) {
    int out = 0;
    for (int i = 0; i < buffers; ++i) {
      GstBuffer* buffer = gst_harness_create_buffer(m_harness, 64 * 48 * 4);
      GST_BUFFER_PTS(buffer) = m_pts += GST_SECOND / 30;
      if (gst_harness_push(m_harness, buffer) != GST_FLOW_OK) return -1;
      if (GstBuffer* passed = gst_harness_try_pull(m_harness)) {
        gst_buffer_unref(passed);
        ++out;
      }
    }
    return out;
  }

  bool send(const char* message) {
    gboolean taken = FALSE;
    g_signal_emit_by_name(m_element, "send-message", message, &taken);
    return taken == TRUE;
  }

  void stop() {
    gst_harness_teardown(m_harness);
    m_harness = nullptr;
  }

  // The element messages of a name, or of two, that are on the bus; others are dropped.
  std::vector<GstStructure*> take(const char* name, const char* other = "") {
    for (GstStructure* structure : m_taken) gst_structure_free(structure);
    m_taken.clear();
    while (GstMessage* message = gst_bus_pop_filtered(m_bus, GST_MESSAGE_ELEMENT)) {
      if (gst_message_has_name(message, name) || gst_message_has_name(message, other)) m_taken.push_back(gst_structure_copy(gst_message_get_structure(message)));
      gst_message_unref(message);
    }
    return m_taken;
  }

  std::vector<std::string> warnings() {
    std::vector<std::string> texts;
    while (GstMessage* message = gst_bus_pop_filtered(m_bus, GST_MESSAGE_WARNING)) {
      GError* error = nullptr;
      gst_message_parse_warning(message, &error, nullptr);
      texts.emplace_back(error->message);
      g_error_free(error);
      gst_message_unref(message);
    }
    return texts;
  }

  GstStructure* stats() {
    if (m_stats != nullptr) gst_structure_free(m_stats);
    g_object_get(m_element, "stats", &m_stats, nullptr);
    return m_stats;
  }

 private:
  GstElement* m_element;
  GstBus* m_bus;
  GstHarness* m_harness;
  std::vector<GstStructure*> m_taken;
  GstStructure* m_stats = nullptr;
  guint64 m_pts = 0;
};

const GstStructure* inner(const GstStructure* structure, const char* field) {
  const GValue* value = gst_structure_get_value(structure, field);
  return value != nullptr && GST_VALUE_HOLDS_STRUCTURE(value) ? gst_value_get_structure(value) : nullptr;
}

}  // namespace

TEST("a script that throws on every frame loses no buffer, and the breaker spares it") {
  Told told("{\"throw\":\"boom\"}", "breaker-failures", 5, "breaker-backoff-ms", 3600000, nullptr);
  CHECK_EQ(told.push(100), 100);
  const GstStructure* stats = told.stats();
  CHECK_EQ(number_of(stats, "errors"), 5);
  CHECK_EQ(number_of(stats, "bypassed"), 95);
  CHECK_EQ(text_of(stats, "breaker"), "open");
  CHECK_EQ(number_of(stats, "breaker-opened"), 1);

  const auto messages = told.take("nvts-breaker");
  REQUIRE(messages.size() == 1);
  CHECK_EQ(text_of(messages[0], "state"), "open");
  CHECK_EQ(number_of(messages[0], "backoff-ms"), 3600000);
  CHECK_EQ(number_of(messages[0], "window-ms"), 10000);
  CHECK(text_of(messages[0], "error").find("boom") != std::string::npos);
}

TEST("on-error=drop drops also what the script is not asked about") {
  Told told("{\"throw\":\"boom\"}", "breaker-failures", 5, "breaker-backoff-ms", 3600000, "on-error", kDrop, nullptr);
  CHECK_EQ(told.push(20), 0);
  CHECK_EQ(number_of(told.stats(), "dropped"), 20);
  CHECK_EQ(number_of(told.stats(), "errors"), 5);
}

TEST("a hook that fails between buffers drops none") {
  Told told("{}", "on-error", kDrop, nullptr);
  REQUIRE(told.send("{\"fail\":\"no\"}"));
  CHECK_EQ(told.push(3), 3);
  CHECK_EQ(number_of(told.stats(), "dropped"), 0);
  const auto errors = told.take("nvts-script-error");
  REQUIRE(errors.size() == 1);
  CHECK_EQ(text_of(errors[0], "hook"), "onMessage");
  CHECK_EQ(text_of(errors[0], "consequence"), "what the hook emitted is dropped");
}

TEST("a trial that succeeds after the backoff closes the breaker") {
  Told told("{\"throw\":\"boom\"}", "breaker-failures", 2, "breaker-backoff-ms", 1, nullptr);
  CHECK_EQ(told.push(2), 2);
  REQUIRE(told.send("{\"throw\":null}"));
  g_usleep(5000);
  CHECK_EQ(told.push(1), 1);
  std::vector<std::string> states;
  for (const GstStructure* message : told.take("nvts-breaker")) states.push_back(text_of(message, "state"));
  CHECK(states == (std::vector<std::string>{"open", "half-open", "closed"}));
  CHECK_EQ(text_of(told.stats(), "breaker"), "closed");
  CHECK_EQ(number_of(told.stats(), "errors"), 2);
}

TEST("on-error=disable calls a script that failed no more, without a breaker") {
  Told told("{\"throw\":\"boom\"}", "breaker-failures", 1, "breaker-backoff-ms", 1, "on-error", kDisable, nullptr);
  CHECK_EQ(told.push(3), 3);
  g_usleep(5000);
  CHECK_EQ(told.push(3), 3);
  CHECK_EQ(number_of(told.stats(), "errors"), 1);
  CHECK_EQ(told.take("nvts-breaker").size(), 0);
}

TEST("an error tells its code, place and time, once for many like it") {
  Told told("{\"throw\":\"boom\"}", "breaker-failures", 0, nullptr);
  CHECK_EQ(told.push(50), 50);
  const auto errors = told.take("nvts-script-error");
  REQUIRE(errors.size() == 1);
  CHECK_EQ(text_of(errors[0], "code"), "NVTS_SCRIPT");
  CHECK_EQ(text_of(errors[0], "message"), "boom");
  CHECK_EQ(number_of(errors[0], "pts"), GST_SECOND / 30);
  CHECK(text_of(errors[0], "location").find("told.nvts.js:") != std::string::npos);

}

TEST("the stream's end tells of errors that were not told one by one") {
  Told told("{\"throw\":\"boom\"}", "breaker-failures", 0, nullptr);
  told.push(50);
  gst_harness_push_event(told.harness(), gst_event_new_eos());
  const auto warnings = told.warnings();
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[1].find("50 script errors in this stream: 50 x NVTS_SCRIPT in run at ") == 0);
}

TEST("errors of many kinds together are told at a rate that can be read") {
  Told told("{}", "breaker-failures", 0, nullptr);
  // The line and the column make a kind; so does the code.
  for (int i = 0; i < 40; ++i) {
    const std::string order = "{\"fail\":\"" + std::to_string(i) + "\"}";
    REQUIRE(told.send(order.c_str()));
    REQUIRE(told.send("{\"throw\":\"boom\"}"));
    told.push(1);
  }
  CHECK(told.take("nvts-script-error").size() <= 12);
  CHECK_EQ(number_of(told.stats(), "errors"), 80);
}

TEST("a message of an error that is huge, or steers terminals, is made harmless") {
  Told told("{}", nullptr);
  REQUIRE(told.send("{\"throw\":\"\\u001b[2J\\u0000a\\nb\\u009bc\\ud800\"}"));
  told.push(1);
  const auto errors = told.take("nvts-script-error");
  REQUIRE(errors.size() == 1);
  CHECK_EQ(text_of(errors[0], "message"), "\\x1b[2J\\x00a\nb\\x9bc\xef\xbf\xbd");

  Told huge("{}", nullptr);
  REQUIRE(huge.send(("{\"throw\":\"" + std::string(300000, 'x') + "\"}").c_str()));
  huge.push(1);
  const auto cut = huge.take("nvts-script-error");
  REQUIRE(cut.size() == 1);
  CHECK(text_of(cut[0], "message").size() < 5000);
}

TEST("warnings of a script come to the bus at the rate of log-rate, and what is left out is told") {
  Told told("{\"log\":{\"level\":1,\"text\":\"look\",\"lines\":100}}", "log-rate", 4, nullptr);
  told.push(1);
  auto lines = told.take("nvts-log");
  REQUIRE(lines.size() >= 20);
  CHECK(lines.size() <= 22);
  CHECK_EQ(text_of(lines[0], "level"), "warning");
  CHECK_EQ(text_of(lines[0], "text"), "look");
  const guint64 left_out = 100 - lines.size();
  CHECK_EQ(number_of(told.stats(), "log-lines"), 100);
  CHECK_EQ(number_of(told.stats(), "log-lines-left-out"), left_out);
  gst_harness_push_event(told.harness(), gst_event_new_eos());
  lines = told.take("nvts-log");
  REQUIRE(lines.size() == 1);
  CHECK_EQ(number_of(lines[0], "left-out"), left_out);
}

TEST("what is below log-level does not come to the bus, and takes no room from what does") {
  Told told("{\"log\":{\"level\":2,\"text\":\"chatter\",\"lines\":100}}", "log-rate", 1, nullptr);
  told.push(1);
  REQUIRE(told.send("{\"log\":{\"level\":0,\"text\":\"bad\",\"lines\":1}}"));
  told.push(1);
  const auto lines = told.take("nvts-log");
  REQUIRE(lines.size() == 1);
  CHECK_EQ(text_of(lines[0], "level"), "error");
}

TEST("messages reach onMessage in order, before the next buffer") {
  Told told("{}", "log-level", kInfo, nullptr);
  REQUIRE(told.send("1"));
  REQUIRE(told.send("{\"throw\":\"boom\"}"));
  CHECK_EQ(told.take("nvts-log").size(), 0);
  told.push(1);
  CHECK_EQ(number_of(told.stats(), "errors"), 1);
  CHECK_EQ(number_of(told.stats(), "messages"), 2);
  const auto lines = told.take("nvts-log");
  REQUIRE(lines.size() == 2);
  CHECK_EQ(text_of(lines[0], "text"), "got 1");
  CHECK_EQ(text_of(lines[1], "text"), "got {\"throw\":\"boom\"}");
}

TEST("a message that is no JSON, or finds no room, is refused") {
  Told told("{}", nullptr);
  CHECK(!told.send("{throw:1}"));
  CHECK(!told.send(nullptr));
  for (int i = 0; i < 1024; ++i) REQUIRE(told.send("1"));
  CHECK(!told.send("1"));
}

TEST("threads that send messages and read statistics while buffers flow lose nothing") {
  Told told("{}", "stats-interval-ms", 1, nullptr);
  std::atomic<guint64> accepted{0};
  std::atomic<int> running{3};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 200; ++k) {
        if (told.send("1")) ++accepted;
        GstStructure* stats = nullptr;
        g_object_get(told.element(), "stats", &stats, nullptr);
        gst_structure_free(stats);
      }
      --running;
    });
  }
  while (running > 0) told.push(1);
  for (std::thread& thread : threads) thread.join();
  told.push(10);
  CHECK_EQ(number_of(told.stats(), "messages"), accepted.load());
  CHECK(accepted > 0);
}

TEST("messages come as events from either side, to all or to one by name") {
  const auto event = [](GstEventType type, const char* to) {
    GstStructure* structure = gst_structure_new("nvts-message", "data", G_TYPE_STRING, "1", nullptr);
    if (to != nullptr) gst_structure_set(structure, "to", G_TYPE_STRING, to, nullptr);
    return gst_event_new_custom(type, structure);
  };
  Told told("{}", nullptr);
  gst_harness_push_event(told.harness(), event(GST_EVENT_CUSTOM_DOWNSTREAM, nullptr));
  gst_harness_push_event(told.harness(), event(GST_EVENT_CUSTOM_DOWNSTREAM_OOB, "told"));
  gst_harness_push_event(told.harness(), event(GST_EVENT_CUSTOM_DOWNSTREAM, "another"));
  gst_harness_push_upstream_event(told.harness(), event(GST_EVENT_CUSTOM_UPSTREAM, nullptr));
  CHECK(gst_harness_push_upstream_event(told.harness(), event(GST_EVENT_CUSTOM_UPSTREAM, "told")));
  told.push(1);
  CHECK_EQ(number_of(told.stats(), "messages"), 4);

  // What is not for this element alone goes on.
  int passed = 0;
  while (GstEvent* out = gst_harness_try_pull_event(told.harness())) {
    passed += gst_event_has_name(out, "nvts-message") ? 1 : 0;
    gst_event_unref(out);
  }
  CHECK_EQ(passed, 2);
}

TEST("events without a text, or with one that is no JSON, are ignored") {
  Told told("{}", nullptr);
  gst_harness_push_event(told.harness(),
                         gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("nvts-message")));
  gst_harness_push_event(
      told.harness(),
      gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM,
                           gst_structure_new("nvts-message", "data", G_TYPE_STRING, "{", "to", G_TYPE_INT, 3, nullptr)));
  CHECK_EQ(told.push(1), 1);
  CHECK_EQ(number_of(told.stats(), "messages"), 0);
}

TEST("a message that a script does not take is told, and is no failure of the script") {
  Told told("{}", "script", (NVTS_TEST_SCRIPTS "/listen.ts"), "breaker-failures", 1, "on-error", kDisable, "deadline-ms",
            1000, nullptr);
  REQUIRE(told.send("{\"limit\":\"high\"}"));
  REQUIRE(told.send("{\"limit\":5}"));
  told.push(1);
  CHECK_EQ(text_of(told.stats(), "breaker"), "closed");
  auto messages = told.take("nvts-log", "nvts-script-error");
  REQUIRE(messages.size() == 2);
  CHECK_EQ(text_of(messages[0], "code"), "NVTS_MESSAGE");
  CHECK_EQ(text_of(messages[0], "consequence"), "the message is ignored");
  CHECK_EQ(text_of(messages[1], "text"), "limit 5");
}

TEST("stats tell calls, times and failures of each hook") {
  Told told("{\"throw\":\"boom\"}", "breaker-failures", 0, nullptr);
  REQUIRE(told.send("1"));
  REQUIRE(told.send("{\"fail\":\"no\"}"));
  told.push(10);
  const GstStructure* stats = told.stats();
  const GstStructure* hooks = inner(stats, "hooks");
  REQUIRE(hooks != nullptr);
  const GstStructure* batch = inner(hooks, "batch");
  const GstStructure* message = inner(hooks, "onMessage");
  REQUIRE(batch != nullptr);
  REQUIRE(message != nullptr);
  CHECK_EQ(number_of(batch, "calls"), 10);
  CHECK_EQ(number_of(inner(batch, "failures"), "NVTS_SCRIPT"), 10);
  CHECK(number_of(batch, "time-p50") > 0);
  CHECK(number_of(batch, "time-p50") <= number_of(batch, "time-p99"));
  CHECK(number_of(batch, "time-p99") <= number_of(batch, "time-max"));
  CHECK_EQ(number_of(message, "calls"), 2);
  CHECK_EQ(number_of(inner(message, "failures"), "NVTS_SCRIPT"), 1);
  CHECK_EQ(number_of(inner(stats, "failures"), "NVTS_SCRIPT"), 11);
  CHECK(inner(hooks, "onEos") == nullptr);
}

TEST("stats come to the bus each interval and at the end, and only when asked for") {
  Told told("{}", "stats-interval-ms", 1, nullptr);
  told.push(1);
  g_usleep(5000);
  told.push(1);
  CHECK(told.take("nvts-stats").size() >= 1);
  gst_harness_push_event(told.harness(), gst_event_new_eos());
  const auto last = told.take("nvts-stats");
  REQUIRE(last.size() == 1);
  CHECK_EQ(number_of(last[0], "buffers"), 2);
  told.stop();
  CHECK_EQ(told.take("nvts-stats").size(), 0);

  Told quiet("{}", nullptr);
  quiet.push(1);
  quiet.stop();
  CHECK_EQ(quiet.take("nvts-stats").size(), 0);
}

CHECK_MAIN()

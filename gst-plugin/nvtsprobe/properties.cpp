// SPDX-License-Identifier: MIT
#include "nvtsprobe/properties.h"

#include "common/property_text.h"
#include "nvtsprobe/clock.h"

namespace nvts {
namespace {

enum {
  PROP_0,
  PROP_SCRIPT,
  PROP_PACKAGE,
  PROP_REQUIRE_SIGNATURE,
  PROP_TRUSTED_KEYS,
  PROP_PARAMS,
  PROP_PARAMS_FILE,
  PROP_ON_ERROR,
  PROP_DEADLINE_MS,
  PROP_SETUP_DEADLINE_MS,
  PROP_MEMORY_LIMIT_MB,
  PROP_BREAKER_FAILURES,
  PROP_BREAKER_WINDOW_MS,
  PROP_BREAKER_BACKOFF_MS,
  PROP_LOG_LEVEL,
  PROP_LOG_RATE,
  PROP_EVENTS,
  PROP_GRANT,
  PROP_ISOLATION,
  PROP_SPARE_PROCESS,
  PROP_SEED,
  PROP_WATCH,
  PROP_SAVE_STATE,
  PROP_STATE_INTERVAL_MS,
  PROP_LABELS_FILE,
  PROP_TENSOR_UNIQUE_ID,
  PROP_TENSOR_PADDING,
  PROP_SOURCE_ID,
  PROP_CREATE_META,
  PROP_STATS,
  PROP_STATS_INTERVAL_MS,
};

constexpr guint kMaxMemoryLimitMb = 1024 * 1024;
constexpr guint kMaxLogRate = 1000000;
constexpr guint kMaxMs = 3600 * 1000;

GType on_error_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(OnError::kPass), "Let the buffer pass unedited", "pass"},
      {static_cast<gint>(OnError::kDrop), "Drop the buffer", "drop"},
      {static_cast<gint>(OnError::kDisable), "Let this and every later buffer pass without calling the script", "disable"},
      {static_cast<gint>(OnError::kFail), "Stop the pipeline with an error", "fail"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsProbeOnError", values);
  return type;
}

GType isolation_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(Isolation::kProcess), "In a process of its own", "process"},
      {static_cast<gint>(Isolation::kInProcess), "In this process, for scripts that are trusted with it", "in-process"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsProbeIsolation", values);
  return type;
}

GType tensor_padding_get_type() {
  using parser::Padding;
  static const GEnumValue values[] = {
      {static_cast<gint>(Padding::kAsMetadataSays), "What the tensors' metadata says (since DeepStream 8.0), else right-bottom",
       "auto"},
      {static_cast<gint>(Padding::kRightAndBottom), "On the right or at the bottom", "right-bottom"},
      {static_cast<gint>(Padding::kSymmetric), "On both sides alike", "symmetric"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsProbeTensorPadding", values);
  return type;
}

GType log_level_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(BusLogLevel::kNone), "No messages", "none"},
      {static_cast<gint>(BusLogLevel::kError), "Errors", "error"},
      {static_cast<gint>(BusLogLevel::kWarning), "Warnings and errors", "warning"},
      {static_cast<gint>(BusLogLevel::kInfo), "What console.log() says, and graver", "info"},
      {static_cast<gint>(BusLogLevel::kDebug), "Everything", "debug"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstNvTsProbeLogLevel", values);
  return type;
}

guint ms(uint64_t ns) {
  return static_cast<guint>(ns / kNsPerMs);
}

}  // namespace

const guint kStatsProperty = PROP_STATS;

bool set_property(ElementSettings& settings, guint id, const GValue* value) {
  ProbeSettings& probe = settings.probe;
  SessionSettings& session = probe.session;
  switch (id) {
    case PROP_SCRIPT: session.script = text_of(value); break;
    case PROP_PACKAGE: session.package = text_of(value); break;
    case PROP_REQUIRE_SIGNATURE: session.require_signature = g_value_get_boolean(value) != FALSE; break;
    case PROP_TRUSTED_KEYS: session.trusted_keys = text_of(value); break;
    case PROP_PARAMS: session.params = text_of(value); break;
    case PROP_PARAMS_FILE: session.params_file = text_of(value); break;
    case PROP_ON_ERROR: probe.on_error = static_cast<OnError>(g_value_get_enum(value)); break;
    case PROP_DEADLINE_MS: session.deadline_ms = g_value_get_uint(value); break;
    case PROP_SETUP_DEADLINE_MS: session.setup_deadline_ms = g_value_get_uint(value); break;
    case PROP_MEMORY_LIMIT_MB: session.memory_limit_mb = g_value_get_uint(value); break;
    case PROP_BREAKER_FAILURES: probe.breaker.failures = g_value_get_uint(value); break;
    case PROP_BREAKER_WINDOW_MS: probe.breaker.window_ns = g_value_get_uint(value) * kNsPerMs; break;
    case PROP_BREAKER_BACKOFF_MS: probe.breaker.backoff_ns = g_value_get_uint(value) * kNsPerMs; break;
    case PROP_LOG_LEVEL: probe.log.bus_level = static_cast<BusLogLevel>(g_value_get_enum(value)); break;
    case PROP_LOG_RATE: probe.log.rate = g_value_get_uint(value); break;
    case PROP_EVENTS: probe.events = text_of(value); break;
    case PROP_GRANT: session.grant = text_of(value); break;
    case PROP_ISOLATION: session.isolation = static_cast<Isolation>(g_value_get_enum(value)); break;
    case PROP_SPARE_PROCESS: probe.spare_process = g_value_get_boolean(value) != FALSE; break;
    case PROP_SEED: session.seed = g_value_get_uint(value); break;
    case PROP_WATCH: probe.watch = g_value_get_boolean(value) != FALSE; break;
    case PROP_SAVE_STATE: probe.save_state = text_of(value); break;
    case PROP_STATE_INTERVAL_MS: probe.state_interval_ms = g_value_get_uint(value); break;
    case PROP_LABELS_FILE: session.labels_file = text_of(value); break;
    case PROP_TENSOR_UNIQUE_ID: session.tensor_unique_id = g_value_get_uint(value); break;
    case PROP_TENSOR_PADDING: session.tensor_padding = static_cast<parser::Padding>(g_value_get_enum(value)); break;
    case PROP_SOURCE_ID: settings.source_id = g_value_get_uint(value); break;
    case PROP_CREATE_META: settings.create_meta = g_value_get_boolean(value); break;
    case PROP_STATS_INTERVAL_MS: probe.stats_interval_ms = g_value_get_uint(value); break;
    default: return false;
  }
  return true;
}

bool get_property(const ElementSettings& settings, guint id, GValue* value) {
  const ProbeSettings& probe = settings.probe;
  const SessionSettings& session = probe.session;
  switch (id) {
    case PROP_SCRIPT: g_value_set_string(value, session.script.c_str()); break;
    case PROP_PACKAGE: g_value_set_string(value, session.package.c_str()); break;
    case PROP_REQUIRE_SIGNATURE: g_value_set_boolean(value, session.require_signature); break;
    case PROP_TRUSTED_KEYS: g_value_set_string(value, session.trusted_keys.c_str()); break;
    case PROP_PARAMS: g_value_set_string(value, session.params.c_str()); break;
    case PROP_PARAMS_FILE: g_value_set_string(value, session.params_file.c_str()); break;
    case PROP_ON_ERROR: g_value_set_enum(value, static_cast<gint>(probe.on_error)); break;
    case PROP_DEADLINE_MS: g_value_set_uint(value, static_cast<guint>(session.deadline_ms)); break;
    case PROP_SETUP_DEADLINE_MS: g_value_set_uint(value, static_cast<guint>(session.setup_deadline_ms)); break;
    case PROP_MEMORY_LIMIT_MB: g_value_set_uint(value, session.memory_limit_mb); break;
    case PROP_BREAKER_FAILURES: g_value_set_uint(value, probe.breaker.failures); break;
    case PROP_BREAKER_WINDOW_MS: g_value_set_uint(value, ms(probe.breaker.window_ns)); break;
    case PROP_BREAKER_BACKOFF_MS: g_value_set_uint(value, ms(probe.breaker.backoff_ns)); break;
    case PROP_LOG_LEVEL: g_value_set_enum(value, static_cast<gint>(probe.log.bus_level)); break;
    case PROP_LOG_RATE: g_value_set_uint(value, probe.log.rate); break;
    case PROP_EVENTS: g_value_set_string(value, probe.events.c_str()); break;
    case PROP_GRANT: g_value_set_string(value, session.grant.c_str()); break;
    case PROP_ISOLATION: g_value_set_enum(value, static_cast<gint>(session.isolation)); break;
    case PROP_SPARE_PROCESS: g_value_set_boolean(value, probe.spare_process); break;
    case PROP_SEED: g_value_set_uint(value, session.seed); break;
    case PROP_WATCH: g_value_set_boolean(value, probe.watch); break;
    case PROP_SAVE_STATE: g_value_set_string(value, probe.save_state.c_str()); break;
    case PROP_STATE_INTERVAL_MS: g_value_set_uint(value, probe.state_interval_ms); break;
    case PROP_LABELS_FILE: g_value_set_string(value, session.labels_file.c_str()); break;
    case PROP_TENSOR_UNIQUE_ID: g_value_set_uint(value, session.tensor_unique_id); break;
    case PROP_TENSOR_PADDING: g_value_set_enum(value, static_cast<gint>(session.tensor_padding)); break;
    case PROP_SOURCE_ID: g_value_set_uint(value, settings.source_id); break;
    case PROP_CREATE_META: g_value_set_boolean(value, settings.create_meta); break;
    case PROP_STATS_INTERVAL_MS: g_value_set_uint(value, static_cast<guint>(probe.stats_interval_ms)); break;
    default: return false;
  }
  return true;
}

void install_properties(GObjectClass* object_class) {
  const ElementSettings defaults;
  const ProbeSettings& probe = defaults.probe;
  const SessionSettings& session = probe.session;
  const auto flags = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY);
  const auto always = static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING);
  g_object_class_install_property(
      object_class, PROP_SCRIPT,
      g_param_spec_string("script", "Script",
                          "A bundle made by 'nvts build' (.nvts.js), or a .ts or .js source that is bundled when the "
                          "element starts, with the esbuild in a node_modules folder at or above the script or the "
                          "plugin, in NVTS_ESBUILD or in PATH. Set while the video runs, it is loaded beside it and "
                          "takes over between two buffers, with the state of a script of the same name",
                          nullptr, always));
  g_object_class_install_property(
      object_class, PROP_PACKAGE,
      g_param_spec_string("package", "Package",
                          "An installed plugin package (nvts-plugin-NAME or @scope/nvts-plugin-NAME) in place of a script: "
                          "looked up in node_modules from the working directory upward, then in the folders of "
                          "NVTS_PACKAGE_PATH. It is refused when its files are not what was packed or it asks for more than "
                          "grant, deadline-ms and memory-limit-mb allow. 'nvts list' shows those that are installed",
                          nullptr, always));
  g_object_class_install_property(
      object_class, PROP_REQUIRE_SIGNATURE,
      g_param_spec_boolean("require-signature", "Require signature",
                           "Run a package only when one of the trusted-keys has signed it ('nvts sign'), and nothing that is "
                           "no package",
                           session.require_signature, flags));
  g_object_class_install_property(
      object_class, PROP_TRUSTED_KEYS,
      g_param_spec_string("trusted-keys", "Trusted keys",
                          "Ed25519 public keys as PEM files ('nvts keygen'), or folders of *.pem files, separated by ':'; "
                          "they are read again with each reload",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_PARAMS,
      g_param_spec_string("params", "Parameters",
                          "The script's parameters as a JSON object; its keys replace those of params-file. Set while "
                          "the video runs, they reload the script",
                          nullptr, always));
  g_object_class_install_property(
      object_class, PROP_PARAMS_FILE,
      g_param_spec_string("params-file", "Parameter file",
                          "The script's parameters as a .json or .yaml file; the text of a .txt or .ini file is its "
                          "parameter \"ini\"",
                          nullptr, always));
  g_object_class_install_property(
      object_class, PROP_ON_ERROR,
      g_param_spec_enum("on-error", "On error",
                        "What happens when the script throws, makes an impossible edit or takes too long; its edits "
                        "and events of that buffer are discarded in any case",
                        on_error_get_type(), static_cast<gint>(probe.on_error), flags));
  g_object_class_install_property(
      object_class, PROP_DEADLINE_MS,
      g_param_spec_uint("deadline-ms", "Deadline",
                        "CPU time in milliseconds that the script may take for a buffer or an event of the stream "
                        "before it is stopped; 0 = no limit (two seconds once the element is stopped, in a process of its own)",
                        0, G_MAXUINT, static_cast<guint>(session.deadline_ms), flags));
  g_object_class_install_property(
      object_class, PROP_SETUP_DEADLINE_MS,
      g_param_spec_uint("setup-deadline-ms", "Setup deadline",
                        "CPU time in milliseconds that loading the script and its setup may take; 0 = no limit", 0,
                        G_MAXUINT, static_cast<guint>(session.setup_deadline_ms), flags));
  g_object_class_install_property(
      object_class, PROP_MEMORY_LIMIT_MB,
      g_param_spec_uint("memory-limit-mb", "Memory limit",
                        "Mebibytes that the script may keep on its heap before it is stopped (NVTS_MEMORY); garbage does "
                        "not count; 0 = no limit. A process of its own is ended when it holds 512 MiB and twice as much",
                        0, kMaxMemoryLimitMb, session.memory_limit_mb, flags));
  g_object_class_install_property(
      object_class, PROP_BREAKER_FAILURES,
      g_param_spec_uint("breaker-failures", "Breaker failures",
                        "Failures within breaker-window-ms after which the script is not called any more (on-error=pass "
                        "lets buffers pass meanwhile, drop drops them) until a trial after breaker-backoff-ms succeeds; "
                        "0 = call it always. Times are of the wall clock: use 0 where runs over a file must be alike",
                        0, Breaker::kMaxFailures, probe.breaker.failures, flags));
  g_object_class_install_property(
      object_class, PROP_BREAKER_WINDOW_MS,
      g_param_spec_uint("breaker-window-ms", "Breaker window", "Time in milliseconds in which failures are counted", 1,
                        kMaxMs, ms(probe.breaker.window_ns), flags));
  g_object_class_install_property(
      object_class, PROP_BREAKER_BACKOFF_MS,
      g_param_spec_uint("breaker-backoff-ms", "Breaker backoff",
                        "Time in milliseconds from the breaker's opening to the first trial; each trial that fails "
                        "doubles it, up to a minute",
                        1, kMaxMs, ms(probe.breaker.backoff_ns), flags));
  g_object_class_install_property(
      object_class, PROP_LOG_LEVEL,
      g_param_spec_enum("log-level", "Log level",
                        "What of the script's console and ctx.log is posted as messages nvts-log; the debug category "
                        "nvts-script has it too, as GST_DEBUG says",
                        log_level_get_type(), static_cast<gint>(probe.log.bus_level), flags));
  g_object_class_install_property(
      object_class, PROP_LOG_RATE,
      g_param_spec_uint("log-rate", "Log rate",
                        "Lines a second of each level that the script may log, after a burst of five times as many; "
                        "what is left out is counted in the next line. 0 = no limit",
                        0, kMaxLogRate, probe.log.rate, flags));
  g_object_class_install_property(
      object_class, PROP_EVENTS,
      g_param_spec_string("events", "Events",
                          "File to write events to as JSON Lines, '-' for standard output; the bus gets them always",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_GRANT,
      g_param_spec_string("grant", "Grants",
                          "What the script may do beyond reading and editing metadata, as a comma-separated list of the "
                          "capabilities that it names: 'clock' (see the time of the machine in place of the stream's), "
                          "'eval' (make code of text with eval or new Function)",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_ISOLATION,
      g_param_spec_enum("isolation", "Isolation",
                        "Where the script runs. In a process of its own (nvts-script-host) its end, by a crash, kill -9 or "
                        "want of memory, costs the edits and events of one batch at most while a spare-process is ready, "
                        "else also of those until it has been started anew. It goes on from the state that its save() gave "
                        "last: one that takes little is called after each buffer, others so that they take a hundredth of "
                        "the time, at most state-interval-ms apart. In this process a batch takes some microseconds less "
                        "and no memory goes to others, but a crash of the engine and what the script takes in one step of it "
                        "(a text that is doubled thirty times: gigabytes) are the pipeline's",
                        isolation_get_type(), static_cast<gint>(session.isolation), flags));
  g_object_class_install_property(
      object_class, PROP_SPARE_PROCESS,
      g_param_spec_boolean("spare-process", "Spare process",
                           "With isolation=process and on-error=pass or drop keep a second process of the script in reserve, "
                           "loaded and set up, which goes on at once when the first ends. It costs the memory of a second "
                           "script; false = one is started when it is needed",
                           probe.spare_process, flags));
  g_object_class_install_property(
      object_class, PROP_SEED,
      g_param_spec_uint("seed", "Seed",
                        "Where the script's Math.random starts: the same seed gives the same numbers. The script's clock "
                        "is the stream's time, so the same stream gives the same results",
                        0, G_MAXUINT, session.seed, flags));
  g_object_class_install_property(
      object_class, PROP_WATCH,
      g_param_spec_boolean("watch", "Watch",
                           "Reload the script when it, a file that it imports, its params-file or its package.json "
                           "changes. A script that cannot be loaded, or fails in its first 25 batches, leaves the one "
                           "before in place",
                           probe.watch, always));
  g_object_class_install_property(
      object_class, PROP_SAVE_STATE,
      g_param_spec_string("save-state", "Save state",
                          "File that keeps what the script's save() returns, for restore() when the element starts again; "
                          "written at intervals, at the end of the stream and at the stop. Each element needs its own",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_STATE_INTERVAL_MS,
      g_param_spec_uint("state-interval-ms", "State interval",
                        "Milliseconds between two writes of save-state, and at most between two calls of save() where the "
                        "script runs in a process of its own (see isolation), as long as they do not fail; 0 = at the end only",
                        0, kMaxMs, probe.state_interval_ms, flags));
  g_object_class_install_property(
      object_class, PROP_LABELS_FILE,
      g_param_spec_string("labels-file", "Label file",
                          "For a parser: the names of the classes, one a line as for nvinfer; of a classifier an attribute "
                          "a line, its labels parted by ';'. A parser that has labels of its own goes by those",
                          nullptr, flags));
  g_object_class_install_property(
      object_class, PROP_TENSOR_UNIQUE_ID,
      g_param_spec_uint("tensor-unique-id", "Tensors' unique id",
                        "For a parser: the unique-id of the inference element whose tensors it reads; 0 = of any. Needed "
                        "where several leave tensors in the metadata",
                        0, G_MAXUINT, session.tensor_unique_id, flags));
  g_object_class_install_property(
      object_class, PROP_TENSOR_PADDING,
      g_param_spec_enum("tensor-padding", "Padding of tensors' input",
                        "For a parser: where the inference element has filled up the picture whose aspect ratio it kept "
                        "(its symmetric-padding). DeepStream before 8.0 does not say it in the metadata",
                        tensor_padding_get_type(), static_cast<gint>(session.tensor_padding), flags));
  g_object_class_install_property(
      object_class, PROP_SOURCE_ID,
      g_param_spec_uint("source-id", "Source id",
                        "Source id of the frame that is made for a buffer without batch metadata", 0, G_MAXUINT,
                        defaults.source_id, flags));
  g_object_class_install_property(
      object_class, PROP_CREATE_META,
      g_param_spec_boolean("create-meta", "Create metadata",
                           "Give a buffer without batch metadata a batch of one frame; otherwise it passes unseen",
                           defaults.create_meta, flags));
  g_object_class_install_property(
      object_class, PROP_STATS,
      g_param_spec_boxed("stats", "Statistics",
                         "Counts since the element was made (buffers, frames, objects, events, edits, errors, dropped, "
                         "bypassed, messages, breaker-opened, reloads, rollbacks, rebuilds, log-lines, "
                         "log-lines-left-out), the breaker's state, "
                         "times in ns (pack-time, script-time, script-time-max, commit-time; time, time-p50, time-p99, "
                         "time-max of pack and commit), failures by code, the same for each of the hooks (batch: "
                         "onFrame or onBatch for a whole batch, with the timers due), the script's heap-bytes at the "
                         "buffer after stats were last read, the process-id of its process (0: it has none), the "
                         "spare-process-id of the process in reserve (0: none is ready) and how often such a one went on "
                         "(spare-takeovers)",
                         GST_TYPE_STRUCTURE, static_cast<GParamFlags>(G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)));
  g_object_class_install_property(
      object_class, PROP_STATS_INTERVAL_MS,
      g_param_spec_uint("stats-interval-ms", "Statistics interval",
                        "Milliseconds between messages nvts-stats, which hold what the property stats does; they are "
                        "posted when a buffer comes, and at the stream's end. 0 = none",
                        0, kMaxMs, static_cast<guint>(probe.stats_interval_ms), flags));

  gst_type_mark_as_plugin_api(on_error_get_type(), static_cast<GstPluginAPIFlags>(0));
  gst_type_mark_as_plugin_api(isolation_get_type(), static_cast<GstPluginAPIFlags>(0));
  gst_type_mark_as_plugin_api(log_level_get_type(), static_cast<GstPluginAPIFlags>(0));
  gst_type_mark_as_plugin_api(tensor_padding_get_type(), static_cast<GstPluginAPIFlags>(0));
}

}  // namespace nvts

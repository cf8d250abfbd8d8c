// SPDX-License-Identifier: MIT
// The soak test: the mix of mix.cpp over many buffers, and what came of it.
#include <gst/gst.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <thread>

#include "host/bundle.h"
#include "lane.h"
#include "measure.h"
#include "mix.h"
#include "report.h"

namespace nvts::soak {
namespace {

namespace fs = std::filesystem;

constexpr const char* kInProcess = "in-process";

struct Options {
  uint64_t buffers = 100000;
  unsigned seed = 1;
  bool brief = false;
  std::string only;
  std::string isolation = kInProcess;
  std::string json;
};

// A lane's `script` is a bundle of this folder.
class Bundles {
 public:
  Bundles() {
    std::string name = (fs::temp_directory_path() / "nvts-soak-XXXXXX").string();
    m_folder = mkdtemp(name.data());
  }
  ~Bundles() {
    std::error_code error;
    fs::remove_all(m_folder, error);
  }
  Bundles(const Bundles&) = delete;
  Bundles& operator=(const Bundles&) = delete;

  [[nodiscard]] const std::string& folder() const { return m_folder; }

  // Bundles each script once, so that starts and reloads measure nvtsprobe and not the bundler.
  [[nodiscard]] bool make(const std::string& scripts) const {
    for (const auto& entry : fs::directory_iterator(scripts)) {
      const auto bundle = host::load_bundle(entry.path().string());
      if (!bundle) {
        std::fprintf(stderr, "soak: %s\n", bundle.status().message().c_str());
        return false;
      }
      std::string name = entry.path().filename().string();
      name = name.substr(0, name.find('.')) + ".nvts.js";
      std::ofstream(fs::path(m_folder) / name) << bundle->code;
    }
    return true;
  }

 private:
  std::string m_folder;
};

struct Samples {
  std::vector<double> buffers;
  std::vector<double> rss_mb;
};

using Lanes = std::vector<std::unique_ptr<Lane>>;

Lanes make_lanes(const Options& options, const std::string& scripts, uint64_t buffers, unsigned rounds, unsigned seed) {
  unsigned shares = 0;
  for (const LaneSpec& spec : mix()) {
    if (options.only.empty() || options.only == spec.name) shares += spec.share;
  }
  Lanes lanes;
  for (const LaneSpec& spec : mix()) {
    if (!options.only.empty() && options.only != spec.name) continue;
    const uint64_t share = std::max<uint64_t>((buffers * spec.share + shares - 1) / shares, rounds);
    lanes.push_back(std::make_unique<Lane>(spec, scripts, options.isolation, share, rounds, seed + static_cast<unsigned>(lanes.size()),
                                           options.brief ? 10 : 1));
  }
  return lanes;
}

// Plays all lanes side by side, on a thread each; samples memory meanwhile.
Samples play(const Lanes& lanes, const char* what) {
  Samples samples;
  std::vector<std::thread> threads;
  threads.reserve(lanes.size());
  uint64_t total = 0;
  const gint64 started = g_get_monotonic_time();
  for (const auto& lane : lanes) threads.emplace_back([&lane] { lane->run(); });
  for (unsigned tick = 0;; ++tick) {
    total = 0;
    size_t running = 0;
    std::string slowest;
    for (const auto& lane : lanes) {
      total += lane->sent();
      if (lane->done()) continue;
      ++running;
      slowest = lane->name();
    }
    if (running == 0) break;
    const Usage now = usage();
    samples.buffers.push_back(static_cast<double>(total));
    samples.rss_mb.push_back(now.rss_mb);
    if (tick % 20 == 0) {
      std::fprintf(stderr, "%s: %llu buffers, %zu pipelines (%s ...), %.0f MB, %.0f s\n", what,
                   static_cast<unsigned long long>(total), running, slowest.c_str(), now.rss_mb,
                   static_cast<double>(g_get_monotonic_time() - started) / 1e6);
    }
    g_usleep(250000);
  }
  for (std::thread& thread : threads) thread.join();
  return samples;
}

bool has_property(const char* name) {
  GstElement* element = gst_element_factory_make("nvtsprobe", nullptr);
  const bool has = element != nullptr && g_object_class_find_property(G_OBJECT_GET_CLASS(element), name) != nullptr;
  if (element != nullptr) gst_object_unref(element);
  return has;
}

// How far memory goes beyond the limit when a script does nothing but fill it: the growth of this process, which within it
// has the limit to itself.
double memory_overshoot_mb(const char* task, const std::string& scripts, const std::string& isolation, unsigned limit_mb) {
  const std::string properties = "deadline-ms=1000 memory-limit-mb=" + std::to_string(limit_mb);
  const LaneSpec spec{task, 1, {{"hostile.nvts.js", task, 1, properties.c_str()}}};
  Lane lane(spec, scripts, isolation, 150, 1, 1, 1);
  const double before = own_rss_mb();
  double peak = before;
  std::thread player([&lane] { lane.run(); });
  while (!lane.done()) {
    peak = std::max(peak, own_rss_mb());
    g_usleep(500);
  }
  player.join();
  return peak - before - (isolation == kInProcess ? limit_mb : 0);
}

// Objects that GStreamer's leaks tracer still knows of.
std::map<std::string, unsigned> live_objects() {
  std::map<std::string, unsigned> live;
  GList* tracers = gst_tracing_get_active_tracers();
  for (GList* node = tracers; node != nullptr; node = node->next) {
    if (g_strcmp0(G_OBJECT_TYPE_NAME(node->data), "GstLeaksTracer") != 0) continue;
    GstStructure* found = nullptr;
    g_signal_emit_by_name(node->data, "get-live-objects", &found);
    const GValue* list = found != nullptr ? gst_structure_get_value(found, "live-objects-list") : nullptr;
    for (guint i = 0; list != nullptr && i < gst_value_list_get_size(list); ++i) {
      const GstStructure* object = gst_value_get_structure(gst_value_list_get_value(list, i));
      const GValue* value = gst_structure_get_value(object, "object");
      ++live[value != nullptr ? G_VALUE_TYPE_NAME(value) : "unknown"];
    }
    if (found != nullptr) gst_structure_free(found);
  }
  g_list_free_full(tracers, gst_object_unref);
  return live;
}

std::string join(const std::map<std::string, uint64_t>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) text += (text.empty() ? "" : ", ") + name + " " + std::to_string(count);
  return text;
}

std::string join(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

LaneResult sum(const Lanes& lanes) {
  LaneResult total;
  for (const auto& lane : lanes) {
    const LaneResult& one = lane->result();
    total.in += one.in;
    total.out += one.out;
    total.dropped += one.dropped;
    total.refused += one.refused;
    total.stopped += one.stopped;
    total.lost += std::abs(one.lost);
    total.starts += one.starts;
    for (const std::string& error : one.failed_starts) total.failed_starts.push_back(lane->name() + ": " + error);
    total.reloads += one.reloads;
    total.messages += one.messages;
    total.kills += one.kills;
    for (const auto& [code, count] : one.errors) total.errors[code] += count;
    for (const auto& [task, times] : one.overshoot_ms) {
      std::vector<float>& all = total.overshoot_ms[task];
      all.insert(all.end(), times.begin(), times.end());
    }
    if (one.lost != 0) std::fprintf(stderr, "soak: pipeline '%s' lost %lld buffers\n", lane->name().c_str(), static_cast<long long>(one.lost));
  }
  return total;
}

struct Overshoot {
  std::vector<float> all;
  std::string tasks;  // how far each came at most
};

Overshoot overshoot_of(const LaneResult& total) {
  Overshoot result;
  for (const auto& [task, times] : total.overshoot_ms) {
    result.all.insert(result.all.end(), times.begin(), times.end());
    char text[80];
    std::snprintf(text, sizeof text, "%s %.1f", task.c_str(), percentile(times, 1));
    result.tasks += (result.tasks.empty() ? "" : ", ") + std::string(text);
  }
  return result;
}

int soak(const Options& options) {
  const Bundles bundles;
  if (!bundles.make(NVTS_SOAK_SCRIPTS)) return 2;
  const std::string& scripts = bundles.folder();
  const unsigned rounds = options.brief ? 2 : 24;
  std::vector<Row> rows;

  // The first start loads plugins and the engine; that is no growth.
  play(make_lanes(options, scripts, std::clamp<uint64_t>(options.buffers / 50, 1000, 20000), 1, options.seed), "warm-up");
  constexpr unsigned kLimitMb = 64;
#ifdef __SANITIZE_ADDRESS__
  constexpr double kMostMb = -1;  // it keeps what was freed for a while
#else
  constexpr double kMostMb = 32;
#endif
  double overshoot_mb = 0;
  std::string worst = "none";
  const bool limits_memory = has_property("memory-limit-mb");
  if (options.only.empty() && limits_memory) {
    for (const char* task : leaks()) {
      if (options.brief && task != std::string("leakMaps") && task != std::string("leakTyped")) continue;
      const double over = memory_overshoot_mb(task, scripts, options.isolation, kLimitMb);
      std::fprintf(stderr, "memory: %s %+.0f MB\n", task, over);
      if (worst == "none" || over > overshoot_mb) worst = task, overshoot_mb = over;
    }
  }

  const Usage before = usage();
  const gint64 started = g_get_monotonic_time();
  const Lanes lanes = make_lanes(options, scripts, options.buffers, rounds, options.seed + 100);
  const Samples samples = play(lanes, "soak");
  const double seconds = static_cast<double>(g_get_monotonic_time() - started) / 1e6;
  g_usleep(1000000);  // threads of pools end a little later
  const Usage after = usage();
  if (after.files > before.files) {
    for (const auto& [file, count] : open_files()) std::fprintf(stderr, "open: %u x %s\n", count, file.c_str());
  }
  const LaneResult total = sum(lanes);
  const Overshoot overshoot = overshoot_of(total);
  const bool within = options.isolation == kInProcess;

  size_t skip = 0;
  while (skip < samples.buffers.size() && samples.buffers[skip] < 0.3 * static_cast<double>(options.buffers)) ++skip;
  const Slope slope = fit({samples.buffers.begin() + static_cast<ptrdiff_t>(skip), samples.buffers.end()},
                          {samples.rss_mb.begin() + static_cast<ptrdiff_t>(skip), samples.rss_mb.end()}, 20);
  size_t probes = 0;
  for (const LaneSpec& spec : mix()) probes += spec.probes.size();
  const std::map<std::string, unsigned> live = live_objects();
  unsigned leaked = 0;
  std::string leaked_types;
  for (const auto& [type, count] : live) {
    leaked += count;
    leaked_types += (leaked_types.empty() ? "" : ", ") + type + " " + std::to_string(count);
  }
  const auto row = [&rows](const std::string& figure, double value, const char* unit, double limit, const std::string& conditions) {
    rows.push_back({figure, value, unit, limit, conditions});
  };
  const auto count = [](uint64_t value) { return static_cast<double>(value); };
  row("Buffers through the mix", count(total.in), "", -1,
      std::to_string(lanes.size()) + " pipelines side by side, " + std::to_string(static_cast<int>(seconds)) + " s");
  row("Starts, reloads, messages, children killed", count(total.starts), "", -1,
      std::to_string(total.starts) + ", " + std::to_string(total.reloads) + ", " + std::to_string(total.messages) + ", " + std::to_string(total.kills));
  row("Failures reported on the bus", [&] { double all = 0; for (const auto& [code, n] : total.errors) all += count(n); return all; }(), "", -1, join(total.errors));
  row("Lost buffers", count(static_cast<uint64_t>(total.lost)), "", 0,
      std::to_string(total.dropped) + " dropped by on-error=drop, " + std::to_string(total.refused) + " refused by on-error=fail, " +
          std::to_string(total.stopped) + " on their way at " + std::to_string(total.starts) + " stops");
  row("Pipelines that did not start", count(total.failed_starts.size()), "", 0, join(total.failed_starts));
  if (!options.brief) {
    const double per_million = slope.per_unit * 1e6, error = slope.error * 1e6;
    row("RSS slope after warm-up", per_million, "MB", std::max(2 * error, 5.0),
        "per 10^6 buffers, standard error " + std::to_string(error) + "; at most twice that, or 5 MB");
    row("RSS at the end", after.rss_mb, "MB", -1, "before the run " + std::to_string(static_cast<int>(before.rss_mb)));
  }
  // The thread time of another process is none of the element's.
  if (within) row("Deadline overshoot, p50", percentile(overshoot.all, 0.5), "ms", -1, std::to_string(overshoot.all.size()) + " calls were stopped at their deadline; thread time from pad to pad");
  if (within) row("Deadline overshoot, p99", percentile(overshoot.all, 0.99), "ms", options.brief ? -1 : 2, "");
  if (within) row("Deadline overshoot, max", percentile(overshoot.all, 1), "ms", -1, overshoot.tasks);
  if (limits_memory) {
    row(within ? "Memory beyond the limit, max" : "Memory that the pipeline's process takes for a script that fills its own, max",
        overshoot_mb, "MB", within ? kMostMb : kLimitMb, "limit " + std::to_string(kLimitMb) + " MB, worst: " + worst);
  }
  row("Objects that the leaks tracer still knows", leaked, "", 0, leaked_types);
  // Threads that build scripts are kept and used again, each with an open file: one for each nvtsprobe at most.
  row("More files open than before", count(after.files) - count(before.files), "", count(probes), std::to_string(after.files) + " open");
  row("More threads than before", count(after.threads) - count(before.threads), "", count(probes), std::to_string(after.threads) + " threads");
  row("Children left", count(after.children), "", 0, std::to_string(after.zombies) + " of them zombies");

  print(rows);
  if (!options.json.empty() && !write_json(rows, options.json)) {
    std::fprintf(stderr, "soak: %s cannot be written\n", options.json.c_str());
    return 2;
  }
  return std::all_of(rows.begin(), rows.end(), is_met) ? 0 : 1;
}

int usage_error() {
  std::fprintf(stderr, "usage: nvts_soak [--buffers N] [--seed N] [--short] [--only PIPELINE] [--isolation in-process|process] [--json FILE]\n");
  return 2;
}

}  // namespace
}  // namespace nvts::soak

int main(int argc, char** argv) {
  nvts::soak::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name(argv[i]);
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (name == "--short") {
      options.brief = true;
      continue;
    }
    if (name == "--buffers") options.buffers = std::strtoull(value, nullptr, 10);
    else if (name == "--seed") options.seed = static_cast<unsigned>(std::strtoul(value, nullptr, 10));
    else if (name == "--only") options.only = value;
    else if (name == "--isolation") options.isolation = value;
    else if (name == "--json") options.json = value;
    else return nvts::soak::usage_error();
    ++i;
  }
  if (options.isolation != nvts::soak::kInProcess && options.isolation != "process") return nvts::soak::usage_error();
  if (options.buffers == 0) return nvts::soak::usage_error();
  setenv("GST_TRACERS", "leaks", 0);
  gst_init(nullptr, nullptr);
  return nvts::soak::soak(options);
}

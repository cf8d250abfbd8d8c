// SPDX-License-Identifier: MIT
// One pipeline of the soak test: it plays, is disturbed, stopped and started, and its buffers are counted.
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "mix.h"

namespace nvts::soak {

struct LaneResult {
  uint64_t in = 0;       // buffers that reached the first probe
  uint64_t out = 0;      // that reached the sink
  uint64_t dropped = 0;  // by on-error=drop, as the elements say
  uint64_t refused = 0;  // the one at which on-error=fail stopped the pipeline
  uint64_t stopped = 0;  // in flight when the pipeline was stopped in the middle of the stream
  int64_t lost = 0;      // what none of these accounts for
  uint64_t starts = 0;
  std::vector<std::string> failed_starts;  // what each said
  uint64_t reloads = 0;
  uint64_t messages = 0;
  uint64_t kills = 0;
  std::map<std::string, uint64_t> errors;  // by code, as reported on the bus
  // CPU time from pad to pad, beyond the deadline, of the buffers whose call was stopped there; by what the script does.
  std::map<std::string, std::vector<float>> overshoot_ms;
};

class Lane {
 public:
  // `scripts` is the folder of the bundles; `isolation` is of scripts of which the mix does not say it. With `haste` n,
  // scripts misbehave n times as often as the mix says.
  Lane(const LaneSpec& spec, std::string scripts, std::string isolation, uint64_t buffers, unsigned rounds, unsigned seed,
       unsigned haste);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Plays until all buffers have been sent, on the calling thread.
  void run();

  [[nodiscard]] const std::string& name() const { return m_name; }
  [[nodiscard]] uint64_t sent() const { return m_sent.load(std::memory_order_relaxed); }
  [[nodiscard]] bool done() const { return m_done; }
  [[nodiscard]] const LaneResult& result() const { return m_result; }

 private:
  struct Probe {
    Lane* lane;
    GstElement* element;
    std::string task;
    double deadline_ms;
    double entered_ms;
    uint64_t stopped;  // calls that ended at their deadline, when last looked at
    uint64_t rollbacks;  // reloads taken back, likewise
  };

  void build();
  void tear_down();
  void round(uint64_t buffers);
  void disturb();
  void keep_error(GstMessage* message);
  [[nodiscard]] uint64_t dropped() const;
  [[nodiscard]] bool chance(unsigned percent) { return m_random() % 100 < percent; }

  static GstPadProbeReturn on_source(GstPad*, GstPadProbeInfo* info, gpointer lane) noexcept;
  static GstPadProbeReturn on_enter(GstPad*, GstPadProbeInfo* info, gpointer probe) noexcept;
  static GstPadProbeReturn on_leave(GstPad*, GstPadProbeInfo* info, gpointer probe) noexcept;
  static GstPadProbeReturn on_sink(GstPad*, GstPadProbeInfo* info, gpointer lane) noexcept;
  static GstBusSyncReply on_message(GstBus*, GstMessage* message, gpointer lane) noexcept;

  const LaneSpec& m_spec;
  const std::string m_name;
  const std::string m_scripts;
  const std::string m_isolation;
  const uint64_t m_buffers;
  const unsigned m_rounds;
  const unsigned m_haste;
  std::minstd_rand m_random;

  GstElement* m_pipeline = nullptr;
  GstElement* m_source = nullptr;
  std::vector<Probe> m_probes;

  std::atomic<uint64_t> m_sent{0};
  std::atomic<uint64_t> m_in{0};
  std::atomic<uint64_t> m_out{0};
  std::atomic<bool> m_ended{false};
  std::atomic<bool> m_failed{false};
  std::atomic<bool> m_done{false};
  std::mutex m_mutex;  // of what follows, which streaming threads write
  std::string m_error;  // the last on the bus
  LaneResult m_result;
};

}  // namespace nvts::soak

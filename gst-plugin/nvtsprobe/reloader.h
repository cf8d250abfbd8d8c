// SPDX-License-Identifier: MIT
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "nvtsprobe/file_watch.h"
#include "nvtsprobe/last_save.h"
#include "nvtsprobe/session.h"
#include "nvtsprobe/worker.h"

namespace nvts {

// A session that is ready to take over.
struct Built {
  std::unique_ptr<Session> session;
  std::string reason;
  gint64 build_us = 0;
  bool again = false;  // the same script as before, which was stopped
  bool spare = false;  // it waited in reserve for that
};

// Builds sessions beside the video: when asked to, and with set_watch() when a file of the script changes.
// Failures are told on the bus.
class Reloader {
 public:
  static constexpr std::chrono::milliseconds kPoll{300};
  // Properties are often set one after another: they make one build.
  static constexpr std::chrono::milliseconds kGather{20};
  static constexpr std::chrono::milliseconds kFirstRetry{1000};
  static constexpr std::chrono::milliseconds kLastRetry{60000};

  Reloader(GstElement* element, ScriptLog log, const ScriptText& live);
  ~Reloader() { stop(); }

  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;

  // From any thread. After stop() they do nothing.
  void reload(std::string reason);
  // Takes over what may be set while the video runs: script, package and parameters.
  void configure(const SessionSettings& wanted);
  void set_watch(bool on);

  // From the streaming thread.
  void build_again(std::shared_ptr<const ScriptText> text, std::string reason, std::chrono::milliseconds delay = {});
  [[nodiscard]] bool ready() const { return m_ready.load(std::memory_order_relaxed); }
  [[nodiscard]] std::optional<Built> take();
  // What was taken, and is to be taken later.
  void put_back(Built built);
  // Returns early when a session is ready.
  void wait(std::chrono::milliseconds time);
  // To be destroyed elsewhere: a script's heap takes milliseconds to tear down.
  template <class T>
  void retire(std::unique_ptr<T> retired) {
    if (retired == nullptr) return;
    m_worker.post([kept = std::shared_ptr<T>(std::move(retired))] {});
  }

  // The same for a script that was stopped, after what it still saves. Does not wait for what is being built.
  [[nodiscard]] std::shared_ptr<LastSave> save_and_retire(std::unique_ptr<host::ScriptHost> stopped);

  [[nodiscard]] Worker& worker() { return m_worker; }
  // Waits for what is being built. Once only, by the owner.
  void stop() {
    m_saver.stop();
    m_worker.stop();
  }

 private:
  void build();
  void try_again(const std::shared_ptr<const ScriptText>& text, const std::string& reason,
                 std::chrono::milliseconds retry);
  void put(Built built);
  void watch();

  GstElement* m_element;
  const ScriptLog m_log;

  std::mutex m_mutex;  // guards what follows, up to m_built
  SessionSettings m_settings;
  std::optional<std::string> m_wanted;  // the reason, while a build is due
  std::optional<Built> m_built;
  std::condition_variable m_built_changed;
  std::atomic<bool> m_ready{false};
  std::atomic<bool> m_watching{false};
  std::atomic<bool> m_missing{false};  // there is no script until one has been built

  // The worker's own.
  FileWatch m_files;
  std::vector<std::string> m_inputs;
  bool m_polling = false;

  // Last: their threads end before the others go. A build may take seconds, and state is not to wait for it.
  Worker m_worker;
  Worker m_saver;
};

}  // namespace nvts

// SPDX-License-Identifier: MIT
#include "nvtsprobe/reloader.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "nvtsprobe/reload_report.h"

namespace nvts {

Reloader::Reloader(GstElement* element, ScriptLog log, const ScriptText& live)
    : m_element(element), m_log(std::move(log)), m_settings(live.settings), m_inputs(live.inputs) {}

void Reloader::reload(std::string reason) {
  const std::lock_guard lock(m_mutex);
  const bool due = m_wanted.has_value();
  m_wanted = std::move(reason);
  if (!due) m_worker.post_after(kGather, [this] { build(); });
}

void Reloader::configure(const SessionSettings& wanted) {
  const auto live = [](auto& settings) {
    return std::tie(settings.script, settings.package, settings.params, settings.params_file);
  };
  {
    const std::lock_guard lock(m_mutex);
    if (live(m_settings) == live(wanted)) return;
    live(m_settings) = live(wanted);
  }
  reload("its properties changed");
}

void Reloader::set_watch(bool on) {
  if (m_watching.exchange(on) == on || !on) return;
  m_worker.post([this] {
    m_files.set(m_inputs);
    m_files.settle();
    if (!std::exchange(m_polling, true)) watch();
  });
}

void Reloader::watch() {
  if (!m_watching) {
    m_polling = false;
    return;
  }
  const FileWatch::Changes changes = m_files.poll();
  if (!changes.vanished.empty()) tell_vanished(m_element, changes.vanished);
  if (!changes.changed.empty()) {
    std::string reason = changes.changed.front() + " changed";
    if (changes.changed.size() > 1) reason += ", and " + std::to_string(changes.changed.size() - 1) + " more";
    reload(std::move(reason));
  }
  m_worker.post_after(kPoll, [this] { watch(); });
}

void Reloader::build() {
  SessionSettings settings;
  std::string reason;
  {
    const std::lock_guard lock(m_mutex);
    settings = m_settings;
    reason = std::exchange(m_wanted, std::nullopt).value_or("");
  }
  // A change from here on is one that this build may have missed.
  m_files.settle();
  const gint64 started = g_get_monotonic_time();
  auto text = Session::load(settings);
  Status status = text ? Status::ok() : text.status();
  std::unique_ptr<Session> session;
  if (text) {
    m_inputs = (*text)->inputs;
    auto built = Session::build(*text, m_log);
    if (built) session = *std::move(built);
    else status = built.status();
  } else {
    // What it imports is not known: the files of the script before are, and these.
    for (const std::string& path : {settings.script, settings.params_file}) {
      const bool known = path.empty() || std::find(m_inputs.begin(), m_inputs.end(), path) != m_inputs.end();
      if (!known) m_inputs.push_back(path);
    }
  }
  if (m_watching) m_files.set(m_inputs);
  const gint64 build_us = g_get_monotonic_time() - started;
  if (session == nullptr) {
    const std::string version = text ? (*text)->version : "";
    tell_reload_failed(m_element, {settings.origin(), version, reason, "", build_us, 0}, status);
    return;
  }
  put({std::move(session), std::move(reason), build_us, false});
}

std::shared_ptr<LastSave> Reloader::save_and_retire(std::unique_ptr<host::ScriptHost> stopped) {
  auto last_save = std::make_shared<LastSave>();
  m_saver.post([last_save, kept = std::shared_ptr<host::ScriptHost>(std::move(stopped))]() mutable {
    last_save->run(std::move(kept));
  });
  return last_save;
}

void Reloader::build_again(std::shared_ptr<const ScriptText> text, std::string reason, std::chrono::milliseconds delay) {
  m_missing = true;
  // After the one that was stopped has gone: not both heaps at once.
  m_saver.post([this, text = std::move(text), reason = std::move(reason), delay] {
    m_worker.post_after(delay, [this, text, reason] { try_again(text, reason, kFirstRetry); });
  });
}

void Reloader::try_again(const std::shared_ptr<const ScriptText>& text, const std::string& reason,
                         std::chrono::milliseconds retry) {
  if (!m_missing) return;
  const gint64 started = g_get_monotonic_time();
  auto session = Session::build(text, m_log);
  const gint64 build_us = g_get_monotonic_time() - started;
  if (session) {
    put({*std::move(session), reason, build_us, true});
    return;
  }
  tell_rebuild_failed(m_element, {text->settings.origin(), text->version, reason, "", build_us, 0}, session.status(),
                      retry.count());
  const auto next = std::min(retry * 2, kLastRetry);
  m_worker.post_after(retry, [this, text, reason, next] { try_again(text, reason, next); });
}

void Reloader::put(Built built) {
  std::optional<Built> replaced(std::move(built));
  const std::lock_guard lock(m_mutex);
  // A script that was asked for replaces one that is built again, not the other way round.
  if (replaced->again && m_built && !m_built->again) return;
  std::swap(m_built, replaced);
  m_missing = false;
  m_ready.store(true, std::memory_order_relaxed);
  m_built_changed.notify_all();
}

std::optional<Built> Reloader::take() {
  const std::lock_guard lock(m_mutex);
  m_ready.store(false, std::memory_order_relaxed);
  return std::exchange(m_built, std::nullopt);
}

void Reloader::put_back(Built built) {
  std::optional<Built> other(std::move(built));
  {
    const std::lock_guard lock(m_mutex);
    if (!m_built || m_built->again) std::swap(m_built, other);
    m_ready.store(true, std::memory_order_relaxed);
  }
  if (other) retire(std::move(other->session));
}

void Reloader::wait(std::chrono::milliseconds time) {
  std::unique_lock lock(m_mutex);
  m_built_changed.wait_for(lock, time, [this] { return m_built.has_value(); });
}

}  // namespace nvts

// SPDX-License-Identifier: MIT
// The JavaScript classes behind Replay and NativeHost of index.ts.
#pragma once

#include <napi.h>

#include <memory>

#include "replay_run.h"

namespace nvts::node {

class ReplayObject final : public Napi::ObjectWrap<ReplayObject> {
 public:
  [[nodiscard]] static Napi::Function define(Napi::Env env);

  // (settings)
  explicit ReplayObject(const Napi::CallbackInfo& info);

 private:
  Napi::Value step(const Napi::CallbackInfo& info);   // (milliseconds) => Promise<chunk>; one at a time
  Napi::Value stats(const Napi::CallbackInfo& info);  // between steps

  std::shared_ptr<ReplayRun> m_run;
};

class HostObject final : public Napi::ObjectWrap<HostObject> {
 public:
  [[nodiscard]] static Napi::Function define(Napi::Env env);

  // (settings); throws what is wrong with the script
  explicit HostObject(const Napi::CallbackInfo& info);

 private:
  Napi::Value push(const Napi::CallbackInfo& info);     // (line of a recording) => output
  Napi::Value notify(const Napi::CallbackInfo& info);   // (hook, JSON text) => output
  Napi::Value save(const Napi::CallbackInfo& info);     // () => text
  Napi::Value restore(const Napi::CallbackInfo& info);  // (text) => output
  Napi::Value forget_source(const Napi::CallbackInfo& info);  // (source)
  Napi::Value setup(const Napi::CallbackInfo& info);    // () => output
  Napi::Value table(const Napi::CallbackInfo& info);    // () => { block, strings }
  Napi::Value stats(const Napi::CallbackInfo& info);

  Napi::Value give(Napi::Env env, const RunOutput& output, const std::optional<host::ScriptError>& error);

  std::unique_ptr<ScriptRun> m_run;
  RunOutput m_setup;
};

}  // namespace nvts::node

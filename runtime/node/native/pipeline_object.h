// SPDX-License-Identifier: MIT
// The JavaScript class behind Pipeline of index.ts. It checks nothing that index.ts has checked.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <string>

#include "pipeline.h"
#include "task_thread.h"

namespace nvts::node {

class PipelineObject final : public Napi::ObjectWrap<PipelineObject> {
 public:
  [[nodiscard]] static Napi::Function define(Napi::Env env);

  // (queue: number, onMessages: () => void)
  explicit PipelineObject(const Napi::CallbackInfo& info);
  ~PipelineObject() override;

 private:
  // What outlives this object until its threads are done.
  struct Core {
    // Ends pipeline and thread; waits for both. From Node's thread.
    void shut_down();

    std::shared_ptr<Inbox> inbox;
    Napi::ThreadSafeFunction wake;
    std::unique_ptr<Pipeline> pipeline;  // made and ended on `thread`
    bool exited = false;                 // Node is ending
    TaskThread thread;
  };
  using Outcome = std::function<void(Napi::Env, const Napi::Promise::Deferred&)>;

  Napi::Value launch(const Napi::CallbackInfo& info);     // (line) => Promise<void>
  Napi::Value set_state(const Napi::CallbackInfo& info);  // (state) => Promise<'done' | 'async' | 'no-preroll'>
  Napi::Value send_eos(const Napi::CallbackInfo& info);   // () => Promise<void>
  Napi::Value close(const Napi::CallbackInfo& info);      // () => Promise<void>
  Napi::Value take(const Napi::CallbackInfo& info);       // () => messages
  Napi::Value dropped(const Napi::CallbackInfo& info);
  Napi::Value keep_alive(const Napi::CallbackInfo& info);  // (boolean): whether Node must not end
  Napi::Value set(const Napi::CallbackInfo& info);         // (element, property, text | null)
  Napi::Value get(const Napi::CallbackInfo& info);         // (element, property)
  Napi::Value emit(const Napi::CallbackInfo& info);        // (element, signal, text | undefined) => boolean

  // Runs `task` on the pipeline's thread and settles a promise with what it gives.
  Napi::Value run(Napi::Env env, std::function<Outcome(Core&)> task);
  void hold(Napi::Env env);
  void let_go(Napi::Env env);
  // Null, and a pending exception, when there is none.
  [[nodiscard]] ElementPointer find(const Napi::CallbackInfo& info);
  static void on_exit(void* data);

  std::shared_ptr<Core> m_core;
  uint32_t m_holds = 0;
  bool m_kept_alive = false;
  bool m_closed = false;
};

}  // namespace nvts::node

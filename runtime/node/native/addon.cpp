// SPDX-License-Identifier: MIT
// The Node-API module nvts_node.node: what it exports is private to index.ts.
#include <napi.h>

#include "engine.h"
#include "gstreamer.h"
#include "pipeline_object.h"
#include "replay_object.h"

namespace nvts::node {
namespace {

void log_leaks(const Napi::CallbackInfo&) {
  log_live_objects();
}

// Once for each thread of Node that loads it.
Napi::Object init(Napi::Env env, Napi::Object exports) {
  prepare_engine();
  exports.Set("NativePipeline", PipelineObject::define(env));
  exports.Set("NativeReplay", ReplayObject::define(env));
  exports.Set("NativeHost", HostObject::define(env));
  exports.Set("logLiveObjects", Napi::Function::New(env, log_leaks));
  return exports;
}

}  // namespace

NODE_API_MODULE(nvts_node, init)

}  // namespace nvts::node

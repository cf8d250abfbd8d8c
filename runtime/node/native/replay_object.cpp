// SPDX-License-Identifier: MIT
#include "replay_object.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "convert.h"
#include "recording/json_line.h"

namespace nvts::node {
namespace {

uint32_t to_uint32(double value) {
  return value > 0 ? static_cast<uint32_t>(std::min(value, 4294967295.0)) : 0;
}

RunSettings run_settings(const Napi::Object& from) {
  RunSettings settings;
  settings.script = text_member(from, "script");
  settings.params = text_member(from, "params");
  settings.params_file = text_member(from, "paramsFile");
  settings.grant = text_member(from, "grant");
  settings.element = text_member(from, "element");
  settings.seed = to_uint32(number_member(from, "seed", 0));
  settings.deadline_ms = number_member(from, "deadlineMs", 0);
  settings.setup_deadline_ms = number_member(from, "setupDeadlineMs", 0);
  settings.announce = !flag_member(from, "silent");
  settings.memory_limit_mb = to_uint32(number_member(from, "memoryLimitMb", 0));
  return settings;
}

Napi::Object from_output(Napi::Env env, const RunOutput& output) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("events", from_events(env, output.events));
  out.Set("logs", from_logs(env, output.logs));
  out.Set("logsLeftOut", from_uint64(env, output.logs_left_out));
  return out;
}

Napi::Object from_times(Napi::Env env, const Histogram& times) {
  const auto us = [](uint64_t ns) { return static_cast<double>(ns) * 1e-3; };
  const uint64_t count = times.count();
  Napi::Object out = Napi::Object::New(env);
  out.Set("mean", count > 0 ? us(times.total()) / static_cast<double>(count) : 0.0);
  out.Set("p50", us(times.quantile(0.5)));
  out.Set("p99", us(times.quantile(0.99)));
  out.Set("max", us(times.max()));
  return out;
}

Napi::Object from_stats(Napi::Env env, const RunStats& stats) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("batches", from_uint64(env, stats.batches));
  out.Set("frames", from_uint64(env, stats.frames));
  out.Set("objects", from_uint64(env, stats.objects));
  out.Set("events", from_uint64(env, stats.events));
  out.Set("edits", from_uint64(env, stats.edits));
  out.Set("errors", from_uint64(env, stats.errors));
  out.Set("streamSeconds", stats.stream_seconds);
  out.Set("pack", from_times(env, stats.pack));
  out.Set("script", from_times(env, stats.script));
  out.Set("check", from_times(env, stats.check));
  return out;
}

class StepWorker final : public Napi::AsyncWorker {
 public:
  StepWorker(Napi::Env env, std::shared_ptr<ReplayRun> run, double budget_ms)
      : Napi::AsyncWorker(env), m_deferred(env), m_run(std::move(run)), m_budget_ms(budget_ms) {}

  [[nodiscard]] Napi::Promise promise() const { return m_deferred.Promise(); }

  void Execute() override { m_chunk = m_run->step(m_budget_ms); }

  void OnOK() override {
    const Napi::Env env = Env();
    const Napi::HandleScope scope(env);
    Napi::Object out = from_output(env, m_chunk.output);
    Napi::Array errors = Napi::Array::New(env);
    for (const host::ScriptError& error : m_chunk.errors) errors.Set(errors.Length(), from_error(env, error));
    Napi::Array problems = Napi::Array::New(env);
    for (const std::string& problem : m_chunk.problems) problems.Set(problems.Length(), problem);
    out.Set("errors", errors);
    out.Set("problems", problems);
    out.Set("done", m_chunk.done);
    if (m_chunk.failure) out.Set("failure", make_error(env, *m_chunk.failure).Value());
    m_deferred.Resolve(out);
  }

 private:
  Napi::Promise::Deferred m_deferred;
  std::shared_ptr<ReplayRun> m_run;
  double m_budget_ms;
  ReplayChunk m_chunk;
};

}  // namespace

Napi::Function ReplayObject::define(Napi::Env env) {
  return DefineClass(
      env, "NativeReplay",
      {InstanceMethod<&ReplayObject::step>("step"), InstanceMethod<&ReplayObject::stats>("stats")});
}

ReplayObject::ReplayObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ReplayObject>(info) {
  const Napi::Object from = info[0].As<Napi::Object>();
  ReplaySettings settings;
  settings.run = run_settings(from);
  settings.recording = text_member(from, "recording");
  settings.labels = text_member(from, "labels");
  settings.fps = number_member(from, "fps", settings.fps);
  settings.pass_errors = flag_member(from, "passErrors");
  settings.warmup_batches = to_uint32(number_member(from, "warmup", 0));
  m_run = std::make_shared<ReplayRun>(std::move(settings));
}

Napi::Value ReplayObject::step(const Napi::CallbackInfo& info) {
  // It deletes itself.
  auto* worker = new StepWorker(info.Env(), m_run, info[0].As<Napi::Number>().DoubleValue());
  worker->Queue();
  return worker->promise();
}

Napi::Value ReplayObject::stats(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const ReplayRun::Figures figures = m_run->figures();
  if (figures.run == nullptr) return env.Undefined();
  Napi::Object out = from_stats(env, *figures.run);
  out.Set("parse", from_times(env, *figures.parse));
  out.Set("busySeconds", figures.busy_seconds);
  out.Set("heapBytes", from_uint64(env, figures.heap_bytes));
  if (figures.allocated) {
    Napi::Object allocated = Napi::Object::New(env);
    allocated.Set("bytes", from_uint64(env, figures.allocated->bytes));
    allocated.Set("step", from_uint64(env, figures.allocated->step));
    out.Set("allocated", allocated);
  }
  return out;
}

Napi::Function HostObject::define(Napi::Env env) {
  return DefineClass(
      env, "NativeHost",
      {InstanceMethod<&HostObject::push>("push"), InstanceMethod<&HostObject::notify>("notify"),
       InstanceMethod<&HostObject::save>("save"), InstanceMethod<&HostObject::restore>("restore"),
       InstanceMethod<&HostObject::forget_source>("forgetSource"),
       InstanceMethod<&HostObject::setup>("setup"), InstanceMethod<&HostObject::table>("table"),
       InstanceMethod<&HostObject::stats>("stats")});
}

HostObject::HostObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<HostObject>(info) {
  const auto error = ScriptRun::create(run_settings(info[0].As<Napi::Object>()), &m_setup, &m_run);
  if (error) make_error(info.Env(), *error).ThrowAsJavaScriptException();
}

Napi::Value HostObject::give(Napi::Env env, const RunOutput& output, const std::optional<host::ScriptError>& error) {
  if (!error) return from_output(env, output);
  make_error(env, *error).ThrowAsJavaScriptException();
  return {};
}

Napi::Value HostObject::push(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string line = info[0].As<Napi::String>().Utf8Value();
  std::string left_out;
  const Result<recording::BatchRecord> batch = recording::parse_line(line, left_out);
  if (!batch || !left_out.empty()) {
    make_error(env, batch ? Status{ErrorCode::kRecording, left_out} : batch.status()).ThrowAsJavaScriptException();
    return {};
  }
  RunOutput output;
  const auto error = m_run->push(*batch, &output);
  return give(env, output, error);
}

Napi::Value HostObject::notify(const Napi::CallbackInfo& info) {
  RunOutput output;
  const uint32_t hook = info[0].As<Napi::Number>().Uint32Value();
  const auto error = m_run->notify(hook, info[1].As<Napi::String>().Utf8Value(), &output);
  return give(info.Env(), output, error);
}

Napi::Value HostObject::save(const Napi::CallbackInfo& info) {
  std::string state;
  if (const auto error = m_run->save(&state)) return give(info.Env(), {}, error);
  return Napi::String::New(info.Env(), state);
}

Napi::Value HostObject::restore(const Napi::CallbackInfo& info) {
  RunOutput output;
  const auto error = m_run->restore(info[0].As<Napi::String>().Utf8Value(), &output);
  return give(info.Env(), output, error);
}

Napi::Value HostObject::forget_source(const Napi::CallbackInfo& info) {
  m_run->forget_source(info[0].As<Napi::Number>().Uint32Value());
  return info.Env().Undefined();
}

Napi::Value HostObject::setup(const Napi::CallbackInfo& info) {
  return from_output(info.Env(), m_setup);
}

Napi::Value HostObject::table(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const table::FrameTable& table = m_run->table();
  const table::Block& block = table.block();
  Napi::ArrayBuffer bytes = Napi::ArrayBuffer::New(env, block.bytes());
  std::memcpy(bytes.Data(), block.memory().get(), block.bytes());
  const uint32_t count = table.strings().size();
  Napi::Array strings = Napi::Array::New(env, count);
  for (uint32_t i = 0; i < count; ++i) {
    const std::string_view text = table.strings().at(static_cast<int32_t>(i));
    strings.Set(i, Napi::String::New(env, text.data(), text.size()));
  }
  Napi::Object out = Napi::Object::New(env);
  out.Set("block", bytes);
  out.Set("strings", strings);
  return out;
}

Napi::Value HostObject::stats(const Napi::CallbackInfo& info) {
  Napi::Object out = from_stats(info.Env(), m_run->stats());
  out.Set("heapBytes", from_uint64(info.Env(), m_run->heap_bytes()));
  return out;
}

}  // namespace nvts::node

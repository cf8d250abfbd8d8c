// SPDX-License-Identifier: MIT
#include "pipeline_object.h"

#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include "convert.h"

namespace nvts::node {
namespace {

Napi::Object from_notice(Napi::Env env, GstMessage* message, const char* type,
                         void (*parse)(GstMessage*, GError**, gchar**)) {
  GError* error = nullptr;
  gchar* debug = nullptr;
  parse(message, &error, &debug);
  Napi::Object out = Napi::Object::New(env);
  out.Set("type", type);
  out.Set("message", error != nullptr ? error->message : "");
  out.Set("debug", debug != nullptr ? debug : "");
  g_clear_error(&error);
  g_free(debug);
  return out;
}

Napi::Object from_state_change(Napi::Env env, GstMessage* message) {
  GstState from = GST_STATE_NULL;
  GstState to = GST_STATE_NULL;
  gst_message_parse_state_changed(message, &from, &to, nullptr);
  const auto name = [env](GstState state) {
    gchar* lower = g_ascii_strdown(gst_element_state_get_name(state), -1);
    const Napi::String text = Napi::String::New(env, lower);
    g_free(lower);
    return text;
  };
  Napi::Object out = Napi::Object::New(env);
  out.Set("type", "state");
  out.Set("from", name(from));
  out.Set("to", name(to));
  return out;
}

Napi::Object from_element(Napi::Env env, GstMessage* message) {
  const GstStructure* structure = gst_message_get_structure(message);
  Napi::Object out = Napi::Object::New(env);
  out.Set("type", "element");
  out.Set("name", structure != nullptr ? gst_structure_get_name(structure) : "");
  out.Set("fields", structure != nullptr ? from_structure(env, structure) : Napi::Object::New(env));
  return out;
}

Napi::Object from_message(Napi::Env env, GstMessage* message) {
  Napi::Object out;
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR: out = from_notice(env, message, "error", gst_message_parse_error); break;
    case GST_MESSAGE_WARNING: out = from_notice(env, message, "warning", gst_message_parse_warning); break;
    case GST_MESSAGE_INFO: out = from_notice(env, message, "info", gst_message_parse_info); break;
    case GST_MESSAGE_STATE_CHANGED: out = from_state_change(env, message); break;
    case GST_MESSAGE_ELEMENT: out = from_element(env, message); break;
    default:
      out = Napi::Object::New(env);
      out.Set("type", "eos");
  }
  const gchar* source = GST_MESSAGE_SRC_NAME(message);
  out.Set("source", source != nullptr ? source : "");
  return out;
}

Napi::Error pipeline_error(Napi::Env env, const std::string& message) {
  return make_error(env, "NVTS_PIPELINE", message);
}

Napi::Error element_error(Napi::Env env, const Status& status) {
  if (status.code() == ErrorCode::kNotFound) return make_error(env, "NVTS_ELEMENT", status.message());
  return make_error(env, status);
}

std::optional<std::string> optional_text(const Napi::Value& value) {
  if (!value.IsString()) return std::nullopt;
  return value.As<Napi::String>().Utf8Value();
}

GstState state_of(const std::string& name) {
  if (name == "playing") return GST_STATE_PLAYING;
  return name == "paused" ? GST_STATE_PAUSED : GST_STATE_NULL;
}

const char* name_of(Pipeline::Change change) {
  switch (change) {
    case Pipeline::Change::kDone: return "done";
    case Pipeline::Change::kAsync: return "async";
    case Pipeline::Change::kNoPreroll: return "no-preroll";
  }
  return "done";
}

}  // namespace

Napi::Function PipelineObject::define(Napi::Env env) {
  return DefineClass(env, "NativePipeline",
                     {InstanceMethod<&PipelineObject::launch>("launch"),
                      InstanceMethod<&PipelineObject::set_state>("setState"),
                      InstanceMethod<&PipelineObject::send_eos>("sendEos"),
                      InstanceMethod<&PipelineObject::close>("close"),
                      InstanceMethod<&PipelineObject::take>("take"),
                      InstanceMethod<&PipelineObject::dropped>("dropped"),
                      InstanceMethod<&PipelineObject::keep_alive>("keepAlive"),
                      InstanceMethod<&PipelineObject::set>("set"),
                      InstanceMethod<&PipelineObject::get>("get"),
                      InstanceMethod<&PipelineObject::emit>("emit")});
}

PipelineObject::PipelineObject(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<PipelineObject>(info), m_core(std::make_shared<Core>()) {
  const Napi::Env env = info.Env();
  m_core->wake = Napi::ThreadSafeFunction::New(env, info[1].As<Napi::Function>(), "nvtsprobe", 0, 1);
  m_core->wake.Unref(env);
  const auto capacity = static_cast<size_t>(info[0].As<Napi::Number>().Int64Value());
  m_core->inbox = std::make_shared<Inbox>(capacity, [wake = m_core->wake] {
    static_cast<void>(wake.NonBlockingCall([](Napi::Env, Napi::Function on_messages) { on_messages.Call(std::initializer_list<napi_value>{}); }));
  });
  // After the function's own, so that it is called before it.
  napi_add_env_cleanup_hook(env, &PipelineObject::on_exit, m_core.get());
}

PipelineObject::~PipelineObject() {
  if (m_closed) return;
  napi_remove_env_cleanup_hook(Env(), &PipelineObject::on_exit, m_core.get());
  m_core->shut_down();
  // With the environment goes the function.
  if (!m_core->exited) m_core->wake.Release();
}

// Node ends, or the worker that this belongs to.
void PipelineObject::on_exit(void* data) {
  auto* core = static_cast<Core*>(data);
  core->exited = true;
  core->shut_down();
}

void PipelineObject::Core::shut_down() {
  thread.post([this] { pipeline.reset(); });
  thread.finish();
}

Napi::Value PipelineObject::run(Napi::Env env, std::function<Outcome(Core&)> task) {
  const Napi::Promise::Deferred deferred(env);
  if (m_closed) {
    deferred.Reject(pipeline_error(env, "the pipeline is closed").Value());
    return deferred.Promise();
  }
  hold(env);
  Core* core = m_core.get();
  core->thread.post([this, core, deferred, task = std::move(task)] {
    Outcome outcome = task(*core);
    static_cast<void>(core->wake.NonBlockingCall(
        [this, deferred, outcome = std::move(outcome)](Napi::Env callback_env, Napi::Function) {
          outcome(callback_env, deferred);
          let_go(callback_env);
        }));
  });
  return deferred.Promise();
}

// While something is going on neither this object nor Node ends.
void PipelineObject::hold(Napi::Env env) {
  if (m_holds++ > 0) return;
  Ref();
  m_core->wake.Ref(env);
}

void PipelineObject::let_go(Napi::Env env) {
  if (--m_holds > 0) return;
  m_core->wake.Unref(env);
  if (m_closed) m_core->wake.Release();
  Unref();
}

Napi::Value PipelineObject::launch(const Napi::CallbackInfo& info) {
  return run(info.Env(), [line = info[0].As<Napi::String>().Utf8Value()](Core& core) -> Outcome {
    Status status = start_gstreamer();
    if (status) {
      const auto defer = [&core](std::function<void()> task) {
        core.thread.post([&core, task = std::move(task)] {
          if (core.pipeline != nullptr) task();
        });
      };
      Result<std::unique_ptr<Pipeline>> pipeline = Pipeline::launch(line, core.inbox, defer);
      if (pipeline) core.pipeline = *std::move(pipeline);
      else status = pipeline.status();
    }
    return [status](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      if (status) deferred.Resolve(env.Undefined());
      else deferred.Reject(pipeline_error(env, status.message()).Value());
    };
  });
}

Napi::Value PipelineObject::set_state(const Napi::CallbackInfo& info) {
  return run(info.Env(), [state = state_of(info[0].As<Napi::String>().Utf8Value())](Core& core) -> Outcome {
    // A line that could not be made stands still already.
    Result<Pipeline::Change> change = Pipeline::Change::kDone;
    if (core.pipeline != nullptr) change = core.pipeline->set_state(state);
    return [change](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      if (change) deferred.Resolve(Napi::String::New(env, name_of(*change)));
      else deferred.Reject(pipeline_error(env, change.status().message()).Value());
    };
  });
}

Napi::Value PipelineObject::send_eos(const Napi::CallbackInfo& info) {
  return run(info.Env(), [](Core& core) -> Outcome {
    const Status status = core.pipeline->send_eos();
    return [status](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      if (status) deferred.Resolve(env.Undefined());
      else deferred.Reject(pipeline_error(env, status.message()).Value());
    };
  });
}

Napi::Value PipelineObject::close(const Napi::CallbackInfo& info) {
  if (m_closed) return info.Env().Undefined();
  const Napi::Value done = run(info.Env(), [this](Core& core) -> Outcome {
    core.pipeline.reset();
    return [this](Napi::Env env, const Napi::Promise::Deferred& deferred) {
      napi_remove_env_cleanup_hook(env, &PipelineObject::on_exit, m_core.get());
      m_core->thread.finish();
      deferred.Resolve(env.Undefined());
    };
  });
  m_closed = true;
  return done;
}

Napi::Value PipelineObject::take(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::vector<MessagePointer> messages = m_core->inbox->take_all();
  const Napi::Array list = Napi::Array::New(env, messages.size());
  for (size_t i = 0; i < messages.size(); ++i) {
    const Napi::HandleScope scope(env);
    list.Set(static_cast<uint32_t>(i), from_message(env, messages[i].get()));
  }
  return list;
}

Napi::Value PipelineObject::dropped(const Napi::CallbackInfo& info) {
  return from_uint64(info.Env(), m_core->inbox->dropped());
}

Napi::Value PipelineObject::keep_alive(const Napi::CallbackInfo& info) {
  const bool wanted = info[0].As<Napi::Boolean>().Value();
  if (wanted == std::exchange(m_kept_alive, wanted)) return info.Env().Undefined();
  if (wanted) hold(info.Env());
  else let_go(info.Env());
  return info.Env().Undefined();
}

ElementPointer PipelineObject::find(const Napi::CallbackInfo& info) {
  if (m_closed || m_core->pipeline == nullptr) {
    pipeline_error(info.Env(), "the pipeline is closed").ThrowAsJavaScriptException();
    return nullptr;
  }
  Result<ElementPointer> element = m_core->pipeline->element(info[0].As<Napi::String>().Utf8Value());
  if (element) return *std::move(element);
  element_error(info.Env(), element.status()).ThrowAsJavaScriptException();
  return nullptr;
}

Napi::Value PipelineObject::set(const Napi::CallbackInfo& info) {
  const ElementPointer element = find(info);
  if (element == nullptr) return {};
  const std::string name = info[1].As<Napi::String>().Utf8Value();
  if (Status status = set_property(element.get(), name, optional_text(info[2])); !status) {
    element_error(info.Env(), status).ThrowAsJavaScriptException();
  }
  return info.Env().Undefined();
}

Napi::Value PipelineObject::get(const Napi::CallbackInfo& info) {
  const ElementPointer element = find(info);
  if (element == nullptr) return {};
  GValue value = G_VALUE_INIT;
  if (Status status = get_property(element.get(), info[1].As<Napi::String>().Utf8Value(), &value); !status) {
    element_error(info.Env(), status).ThrowAsJavaScriptException();
    return {};
  }
  const Napi::Value result = from_value(info.Env(), &value);
  g_value_unset(&value);
  return result;
}

Napi::Value PipelineObject::emit(const Napi::CallbackInfo& info) {
  const ElementPointer element = find(info);
  if (element == nullptr) return {};
  const std::string signal = info[1].As<Napi::String>().Utf8Value();
  const Result<bool> taken = emit_action(element.get(), signal, optional_text(info[2]));
  if (!taken) {
    element_error(info.Env(), taken.status()).ThrowAsJavaScriptException();
    return {};
  }
  return Napi::Boolean::New(info.Env(), *taken);
}

}  // namespace nvts::node

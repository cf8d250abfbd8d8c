// SPDX-License-Identifier: MIT
#include "convert.h"

#include <cctype>

namespace nvts::node {
namespace {

constexpr int64_t kMaxSafe = (int64_t{1} << 53) - 1;

std::string camel_case(const char* name) {
  std::string result;
  bool raise = false;
  for (const char* at = name; *at != '\0'; ++at) {
    if (*at == '-') {
      raise = true;
      continue;
    }
    result += raise ? static_cast<char>(std::toupper(static_cast<unsigned char>(*at))) : *at;
    raise = false;
  }
  return result;
}

Napi::Value from_text(Napi::Env env, const gchar* text) {
  if (text == nullptr) return env.Null();
  return Napi::String::New(env, text);
}

Napi::Value from_enum(Napi::Env env, const GValue* value) {
  auto* type = static_cast<GEnumClass*>(g_type_class_ref(G_VALUE_TYPE(value)));
  const GEnumValue* entry = g_enum_get_value(type, g_value_get_enum(value));
  const Napi::Value result =
      entry != nullptr ? from_text(env, entry->value_nick) : Napi::Number::New(env, g_value_get_enum(value));
  g_type_class_unref(type);
  return result;
}

Napi::Value from_serialized(Napi::Env env, const GValue* value) {
  gchar* text = gst_value_serialize(value);
  const Napi::Value result = from_text(env, text);
  g_free(text);
  return result;
}

Napi::Value from_boxed(Napi::Env env, const GValue* value) {
  if (g_value_get_boxed(value) == nullptr) return env.Null();
  if (G_VALUE_HOLDS(value, GST_TYPE_STRUCTURE)) {
    return from_structure(env, static_cast<const GstStructure*>(g_value_get_boxed(value)));
  }
  return from_serialized(env, value);
}

template <class Size, class At>
Napi::Value from_list(Napi::Env env, const GValue* value, Size size, At at) {
  const guint count = size(value);
  const Napi::Array list = Napi::Array::New(env, count);
  for (guint i = 0; i < count; ++i) list.Set(i, from_value(env, at(value, i)));
  return list;
}

struct Members {
  Napi::Env env;
  Napi::Object object;
};

gboolean add_member(GQuark field, const GValue* value, gpointer data) noexcept {
  auto* members = static_cast<Members*>(data);
  members->object.Set(camel_case(g_quark_to_string(field)), from_value(members->env, value));
  return TRUE;
}

const char* level_name(host::LogLevel level) {
  switch (level) {
    case host::LogLevel::kError: return "error";
    case host::LogLevel::kWarning: return "warning";
    case host::LogLevel::kInfo: return "info";
    case host::LogLevel::kDebug: return "debug";
  }
  return "info";
}

void describe(Napi::Object& target, const host::ScriptError& error) {
  target.Set("hook", error.hook);
  if (!error.location.empty()) target.Set("location", error.location);
  if (!error.stack.empty()) target.Set("scriptStack", error.stack);
  if (error.frame >= 0) target.Set("frame", static_cast<double>(error.frame));
}

}  // namespace

Napi::Value from_int64(Napi::Env env, int64_t value) {
  if (value >= -kMaxSafe && value <= kMaxSafe) return Napi::Number::New(env, static_cast<double>(value));
  return Napi::BigInt::New(env, value);
}

Napi::Value from_uint64(Napi::Env env, uint64_t value) {
  if (value <= static_cast<uint64_t>(kMaxSafe)) return Napi::Number::New(env, static_cast<double>(value));
  return Napi::BigInt::New(env, value);
}

Napi::Value from_value(Napi::Env env, const GValue* value) {
  switch (G_TYPE_FUNDAMENTAL(G_VALUE_TYPE(value))) {
    case G_TYPE_STRING: return from_text(env, g_value_get_string(value));
    case G_TYPE_BOOLEAN: return Napi::Boolean::New(env, g_value_get_boolean(value) != FALSE);
    case G_TYPE_INT: return Napi::Number::New(env, g_value_get_int(value));
    case G_TYPE_UINT: return Napi::Number::New(env, g_value_get_uint(value));
    case G_TYPE_LONG: return from_int64(env, g_value_get_long(value));
    case G_TYPE_ULONG: return from_uint64(env, g_value_get_ulong(value));
    case G_TYPE_INT64: return from_int64(env, g_value_get_int64(value));
    case G_TYPE_UINT64: return from_uint64(env, g_value_get_uint64(value));
    case G_TYPE_FLOAT: return Napi::Number::New(env, static_cast<double>(g_value_get_float(value)));
    case G_TYPE_DOUBLE: return Napi::Number::New(env, g_value_get_double(value));
    case G_TYPE_ENUM: return from_enum(env, value);
    case G_TYPE_BOXED: return from_boxed(env, value);
    case G_TYPE_OBJECT: return env.Null();
    default: break;
  }
  if (GST_VALUE_HOLDS_ARRAY(value)) {
    return from_list(env, value, gst_value_array_get_size, gst_value_array_get_value);
  }
  if (GST_VALUE_HOLDS_LIST(value)) return from_list(env, value, gst_value_list_get_size, gst_value_list_get_value);
  return from_serialized(env, value);
}

Napi::Object from_structure(Napi::Env env, const GstStructure* structure) {
  Members members{env, Napi::Object::New(env)};
  gst_structure_foreach(structure, add_member, &members);
  return members.object;
}

Napi::Object from_events(Napi::Env env, const std::vector<RunEvent>& events) {
  Napi::Array list = Napi::Array::New(env, events.size());
  for (size_t i = 0; i < events.size(); ++i) {
    const RunEvent& event = events[i];
    Napi::Object out = Napi::Object::New(env);
    out.Set("type", event.type);
    out.Set("data", event.data);
    if (event.pts != table::kNoTime) out.Set("pts", from_uint64(env, event.pts));
    if (event.frame >= 0) {
      out.Set("row", event.frame);
      out.Set("sourceId", event.source);
      out.Set("frameNum", event.frame_num);
      out.Set("ntp", from_uint64(env, event.ntp));
    }
    list.Set(static_cast<uint32_t>(i), out);
  }
  return list;
}

Napi::Object from_logs(Napi::Env env, const std::vector<RunLog>& logs) {
  Napi::Array list = Napi::Array::New(env, logs.size());
  for (size_t i = 0; i < logs.size(); ++i) {
    Napi::Object out = Napi::Object::New(env);
    out.Set("level", level_name(logs[i].level));
    out.Set("text", logs[i].text);
    list.Set(static_cast<uint32_t>(i), out);
  }
  return list;
}

Napi::Object from_error(Napi::Env env, const host::ScriptError& error) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("code", error_code_name(error.status.code()));
  out.Set("message", error.status.message());
  describe(out, error);
  return out;
}

Napi::Error make_error(Napi::Env env, const char* code, const std::string& message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, code));
  return error;
}

Napi::Error make_error(Napi::Env env, const Status& status) {
  return make_error(env, error_code_name(status.code()), status.message());
}

Napi::Error make_error(Napi::Env env, const host::ScriptError& failure) {
  Napi::Error error = make_error(env, failure.status);
  Napi::Object details = Napi::Object::New(env);
  describe(details, failure);
  error.Set("details", details);
  return error;
}

std::string text_member(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
}

double number_member(const Napi::Object& object, const char* name, double fallback) {
  const Napi::Value value = object.Get(name);
  return value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : fallback;
}

bool flag_member(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return value.IsBoolean() && value.As<Napi::Boolean>().Value();
}

}  // namespace nvts::node

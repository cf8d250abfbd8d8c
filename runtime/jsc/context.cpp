// SPDX-License-Identifier: MIT
#include "jsc/context.h"

#include <JavaScriptCore/JavaScript.h>

#include <cmath>

#include "jsc/private_api.h"
#include "jsc/string.h"

namespace nvts::jsc {
namespace {

// What a script throws may be of any size; what is logged of it is not.
constexpr size_t kMaxTextUnits = 8192;
constexpr size_t kMaxStackUnits = 65536;

JSObjectRef as_object(ValueRef value) {
  return const_cast<JSObjectRef>(value);
}

void set_property_of(JSContextRef context, JSObjectRef object, const char* name, JSValueRef value) {
  JSObjectSetProperty(context, object, String::from_utf8(name).get(), value, kJSPropertyAttributeNone,
                      nullptr);
}

JSValueRef make_string_value(JSContextRef context, std::string_view utf8) {
  return JSValueMakeString(context, String::from_utf8(utf8).get());
}

}  // namespace

Value Value::retain(OpaqueJSContext* context, ValueRef value) {
  Value kept;
  kept.m_context = context;
  kept.m_value = value;
  if (value != nullptr) JSValueProtect(context, value);
  return kept;
}

void Value::reset() {
  if (m_value != nullptr) JSValueUnprotect(m_context, m_value);
  m_value = nullptr;
}

std::optional<double> Call::number(size_t index) const {
  if (index >= m_count || !JSValueIsNumber(m_context, m_arguments[index])) return std::nullopt;
  return JSValueToNumber(m_context, m_arguments[index], nullptr);
}

std::optional<size_t> Call::string_length(size_t index) const {
  if (index >= m_count || !JSValueIsString(m_context, m_arguments[index])) return std::nullopt;
  const String text = String::adopt(JSValueToStringCopy(m_context, m_arguments[index], nullptr));
  if (!text) return std::nullopt;
  return JSStringGetLength(text.get());
}

std::string Call::string(size_t index, size_t max_units) const {
  if (index >= m_count || !JSValueIsString(m_context, m_arguments[index])) return {};
  const String text = String::adopt(JSValueToStringCopy(m_context, m_arguments[index], nullptr));
  return text ? text.to_utf8(max_units) : std::string();
}

ValueRef Call::undefined() const {
  return JSValueMakeUndefined(m_context);
}
ValueRef Call::from(double number) const {
  return JSValueMakeNumber(m_context, number);
}
ValueRef Call::from(std::string_view utf8) const {
  return make_string_value(m_context, utf8);
}

ValueRef Call::type_error(std::string_view message) {
  const JSValueRef text = make_string_value(m_context, message);
  JSObjectRef error = JSObjectMakeError(m_context, 1, &text, nullptr);
  if (error != nullptr) set_property_of(m_context, error, "name", make_string_value(m_context, "TypeError"));
  *m_exception = error != nullptr ? error : text;
  return undefined();
}

ValueRef Call::error(const Status& status) {
  const JSValueRef text = make_string_value(m_context, status.message());
  JSObjectRef error = JSObjectMakeError(m_context, 1, &text, nullptr);
  if (error != nullptr) {
    set_property_of(m_context, error, "name", make_string_value(m_context, "NvtsError"));
    set_property_of(m_context, error, "code", make_string_value(m_context, error_code_name(status.code())));
  }
  *m_exception = error != nullptr ? error : text;
  return undefined();
}

// The functions that the engine calls.
struct Context::Callbacks {
  static JSValueRef call(JSContextRef context, JSObjectRef function, JSObjectRef, size_t count,
                         const JSValueRef arguments[], JSValueRef* exception) noexcept {
    const auto* native = static_cast<const Native*>(JSObjectGetPrivate(function));
    Call call(context, arguments, count, exception);
    return native->function(native->self, call);
  }

  static bool time_is_up(JSContextRef, void* data) noexcept {
    static_cast<Context*>(data)->m_timed_out = true;
    return true;
  }

  static void release_memory(void*, void* owner) noexcept {
    delete static_cast<std::shared_ptr<uint8_t>*>(owner);
  }

  // Lives as long as the process, as the engine's own classes do.
  static JSClassRef native_class() {
    static const JSClassRef made = [] {
      JSClassDefinition definition = kJSClassDefinitionEmpty;
      definition.className = "HostFunction";
      definition.callAsFunction = &Callbacks::call;
      return JSClassCreate(&definition);
    }();
    return made;
  }
};

Context::Context() {
  private_api::set_engine_options();
  m_group = JSContextGroupCreate();
  m_context = JSGlobalContextCreateInGroup(m_group, nullptr);
}

Context::~Context() {
  JSGlobalContextRelease(m_context);
  JSContextGroupRelease(m_group);
}

Status Context::set_time_limit(double milliseconds) {
  m_time_limit_ms = milliseconds;
  if (milliseconds <= 0) {
    private_api::clear_time_limit(m_group);
    return Status::ok();
  }
  if (private_api::set_time_limit(m_group, milliseconds / 1000, &Callbacks::time_is_up, this))
    return Status::ok();
  return {ErrorCode::kUnsupported, "this JavaScriptCore cannot limit the time of a script"};
}

std::optional<Error> Context::evaluate(std::string_view code) {
  JSValueRef exception = nullptr;
  const String url = String::from_utf8(ScriptSource::kUrl);
  JSEvaluateScript(m_context, String::from_utf8(code).get(), nullptr, url.get(), 1, &exception);
  if (exception != nullptr) return describe(exception);
  return std::nullopt;
}

std::optional<Error> Context::check_syntax(std::string_view code) {
  JSValueRef exception = nullptr;
  const String url = String::from_utf8(ScriptSource::kUrl);
  if (JSCheckScriptSyntax(m_context, String::from_utf8(code).get(), url.get(), 1, &exception)) return std::nullopt;
  return describe(exception);
}

Value Context::evaluate_builtin(const char* expression) {
  const String url = String::from_utf8("nvts:builtin");
  return Value::retain(m_context, JSEvaluateScript(m_context, String::from_utf8(expression).get(), nullptr,
                                                   url.get(), 1, nullptr));
}

std::optional<Error> Context::call(const Value& function, const Value& self,
                                   std::initializer_list<ValueRef> arguments, Value* result) {
  JSValueRef exception = nullptr;
  const JSValueRef value = JSObjectCallAsFunction(m_context, as_object(function.get()), as_object(self.get()),
                                                  arguments.size(), arguments.begin(), &exception);
  if (exception != nullptr) return describe(exception);
  if (result != nullptr) *result = Value::retain(m_context, value);
  return std::nullopt;
}

Value Context::global() const {
  return Value::retain(m_context, JSContextGetGlobalObject(m_context));
}

Value Context::property(const Value& object, const char* name) const {
  if (!is_object(object)) return Value::retain(m_context, JSValueMakeUndefined(m_context));
  const JSValueRef value =
      JSObjectGetProperty(m_context, as_object(object.get()), String::from_utf8(name).get(), nullptr);
  return Value::retain(m_context, value != nullptr ? value : JSValueMakeUndefined(m_context));
}

void Context::set_property(const Value& object, const char* name, const Value& value) {
  set_property_of(m_context, as_object(object.get()), name, value.get());
}

Value Context::make_object() {
  return Value::retain(m_context, JSObjectMake(m_context, nullptr, nullptr));
}

Value Context::make_string(std::string_view utf8) {
  return Value::retain(m_context, make_string_value(m_context, utf8));
}

Value Context::make_number(double number) {
  return Value::retain(m_context, JSValueMakeNumber(m_context, number));
}

Value Context::make_boolean(bool boolean) {
  return Value::retain(m_context, JSValueMakeBoolean(m_context, boolean));
}

Value Context::make_function(NativeFunction function, void* self) {
  m_natives.push_back(std::make_unique<Native>(Native{function, self}));
  return Value::retain(m_context, JSObjectMake(m_context, Callbacks::native_class(), m_natives.back().get()));
}

Value Context::make_array_buffer(const std::shared_ptr<uint8_t>& memory, size_t bytes) {
  auto* owner = new std::shared_ptr<uint8_t>(memory);
  return Value::retain(m_context,
                       JSObjectMakeArrayBufferWithBytesNoCopy(m_context, memory.get(), bytes,
                                                              &Callbacks::release_memory, owner, nullptr));
}

bool Context::is_undefined(const Value& value) const {
  return !value || JSValueIsUndefined(m_context, value.get());
}

bool Context::is_object(const Value& value) const {
  return value && JSValueIsObject(m_context, value.get());
}

bool Context::is_function(const Value& value) const {
  return is_object(value) && JSObjectIsFunction(m_context, as_object(value.get()));
}

std::optional<double> Context::to_number(const Value& value) const {
  if (!value || !JSValueIsNumber(m_context, value.get())) return std::nullopt;
  return JSValueToNumber(m_context, value.get(), nullptr);
}

std::optional<std::string> Context::to_string(const Value& value, size_t max_units) const {
  if (!value || !JSValueIsString(m_context, value.get())) return std::nullopt;
  const String text = String::adopt(JSValueToStringCopy(m_context, value.get(), nullptr));
  if (!text || JSStringGetLength(text.get()) > max_units) return std::nullopt;
  return text.to_utf8(JSStringGetLength(text.get()));
}

uint64_t Context::heap_bytes() const {
  const JSObjectRef statistics = private_api::memory_statistics(m_context);
  if (statistics == nullptr) return 0;
  const JSValueRef size =
      JSObjectGetProperty(m_context, statistics, String::from_utf8("heapSize").get(), nullptr);
  if (size == nullptr || !JSValueIsNumber(m_context, size)) return 0;
  return static_cast<uint64_t>(JSValueToNumber(m_context, size, nullptr));
}

// Properties of what was thrown may be getters of the script that throw or loop: the former count as absent,
// the latter are stopped by the time limit like any other call.
std::string Context::text_property(OpaqueJSValue* object, const char* name) const {
  const JSValueRef value = JSObjectGetProperty(m_context, object, String::from_utf8(name).get(), nullptr);
  if (value == nullptr || !JSValueIsString(m_context, value)) return {};
  const String text = String::adopt(JSValueToStringCopy(m_context, value, nullptr));
  return text ? text.to_utf8(kMaxStackUnits) : std::string();
}

uint32_t Context::position_property(OpaqueJSValue* object, const char* name) const {
  const JSValueRef value = JSObjectGetProperty(m_context, object, String::from_utf8(name).get(), nullptr);
  if (value == nullptr || !JSValueIsNumber(m_context, value)) return 0;
  const double number = JSValueToNumber(m_context, value, nullptr);
  return number >= 1 && number <= UINT32_MAX ? static_cast<uint32_t>(number) : 0;
}

Error Context::describe(ValueRef exception) {
  Error error;
  if (std::exchange(m_timed_out, false)) {
    error.timed_out = true;
    error.message = "stopped after " + std::to_string(std::lround(m_time_limit_ms)) + " ms";
    return error;
  }
  if (JSValueIsObject(m_context, exception)) {
    JSObjectRef object = as_object(exception);
    error.name = text_property(object, "name");
    error.message = text_property(object, "message");
    error.code = text_property(object, "code");
    error.stack = m_source.parse_stack(text_property(object, "stack"));
    // A syntax error has a position of its own and no stack.
    if (error.stack.empty() && text_property(object, "sourceURL") == ScriptSource::kUrl) {
      error.stack.push_back(
          m_source.locate("", position_property(object, "line"), position_property(object, "column")));
    }
  }
  if (error.name.empty() && error.message.empty()) {
    const String text = String::adopt(JSValueToStringCopy(m_context, exception, nullptr));
    error.message = text ? text.to_utf8(kMaxTextUnits) : "a value that cannot be shown";
  }
  m_timed_out = false;
  return error;
}

}  // namespace nvts::jsc

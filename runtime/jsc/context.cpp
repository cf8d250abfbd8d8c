// SPDX-License-Identifier: MIT
#include "jsc/context.h"

#include <JavaScriptCore/JavaScript.h>

#include <algorithm>

#include "jsc/memory_guard.h"
#include "jsc/private_api.h"
#include "jsc/string.h"

namespace nvts::jsc {
namespace {

// What a script throws may be of any size; what is logged of it is not.
constexpr size_t kMaxTextUnits = 8192;
constexpr size_t kMaxStackUnits = 65536;

constexpr const char* kGuards = R"js((() => {
  const { apply } = Reflect;
  const none = [];
  const failure = { thrown: undefined };
  const invoke = (f, self, values = none) => {
    try { return apply(f, self, values); } catch (error) { failure.thrown = error; return failure; }
  };
  const read = (object, key) => { try { return object[key]; } catch { return undefined; } };
  const show = (value) => { try { return `${value}`; } catch { return undefined; } };
  const rest = () => undefined;
  return { invoke, read, show, rest, failure };
})())js";

JSObjectRef as_object(ValueRef value) {
  return const_cast<JSObjectRef>(value);
}

// To read a text at all the engine joins its parts and makes a copy of two bytes a unit.
constexpr size_t kMaxReadUnits = size_t{4} << 20;

std::string read_string(JSContextRef context, JSValueRef value, size_t max_units) {
  const size_t length = length_of(context, value);
  if (length > kMaxReadUnits) return "(a text of " + std::to_string(length) + " characters)";
  const String text = String::adopt(JSValueToStringCopy(context, value, nullptr));
  return text ? text.to_utf8(max_units) : std::string();
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

bool Call::is_null(size_t index) const {
  return index < m_count && JSValueIsNull(m_context, m_arguments[index]);
}

// Asking the engine for the bytes of a buffer pins it for ever, so that of lent ones is not asked for.
std::optional<TypedArray> Call::typed_array(size_t index) const {
  if (index >= m_count) return std::nullopt;
  const JSValueRef value = m_arguments[index];
  const JSTypedArrayType type = JSValueGetTypedArrayType(m_context, value, nullptr);
  if (type == kJSTypedArrayTypeNone || type == kJSTypedArrayTypeArrayBuffer) return std::nullopt;
  const JSObjectRef array = as_object(value);
  TypedArray found{TypedArray::Type::kOther, nullptr, JSObjectGetTypedArrayLength(m_context, array, nullptr)};
  if (type == kJSTypedArrayTypeFloat32Array) found.type = TypedArray::Type::kFloat32;
  if (type == kJSTypedArrayTypeInt32Array) found.type = TypedArray::Type::kInt32;
  if (type == kJSTypedArrayTypeUint16Array) found.type = TypedArray::Type::kUint16;
  if (found.length == 0 || found.type == TypedArray::Type::kOther) return found;
  const ValueRef buffer = JSObjectGetTypedArrayBuffer(m_context, array, nullptr);
  const auto is_its = [buffer](const Context::Lent& lent) { return lent.buffer.get() == buffer; };
  const auto lent = std::find_if(m_owner.m_lent.begin(), m_owner.m_lent.end(), is_its);
  auto* bytes = static_cast<uint8_t*>(lent != m_owner.m_lent.end()
                                          ? lent->memory
                                          : JSObjectGetTypedArrayBytesPtr(m_context, array, nullptr));
  if (bytes == nullptr) return TypedArray{found.type, nullptr, 0};
  found.data = bytes + JSObjectGetTypedArrayByteOffset(m_context, array, nullptr);
  return found;
}

bool Call::is_time_up() {
  return m_owner.is_time_up();
}

std::optional<size_t> Call::string_length(size_t index) const {
  if (index >= m_count || !JSValueIsString(m_context, m_arguments[index])) return std::nullopt;
  return length_of(m_context, m_arguments[index]);
}

std::string Call::string(size_t index, size_t max_units) const {
  if (index >= m_count || !JSValueIsString(m_context, m_arguments[index])) return {};
  return read_string(m_context, m_arguments[index], max_units);
}

std::u16string Call::units(size_t index) const {
  if (index >= m_count || !JSValueIsString(m_context, m_arguments[index])) return {};
  const String text = String::adopt(JSValueToStringCopy(m_context, m_arguments[index], nullptr));
  return text ? std::u16string(text.units()) : std::u16string();
}

bool Call::is_same(size_t index, const Value& value) const {
  return index < m_count && JSValueIsStrictEqual(m_context, m_arguments[index], value.get());
}

Value Call::keep(size_t index) const {
  return index < m_count ? Value::retain(JSContextGetGlobalContext(m_context), m_arguments[index]) : Value();
}

std::optional<bool> Call::ask(size_t index, std::initializer_list<std::u16string_view> texts) {
  std::vector<JSValueRef> arguments;
  for (const std::u16string_view text : texts) {
    arguments.push_back(JSValueMakeString(m_context, String::from_units(text).get()));
  }
  const JSObjectRef function = as_object(m_arguments[index]);
  const JSValueRef answer =
      JSObjectCallAsFunction(m_context, function, nullptr, arguments.size(), arguments.data(), m_exception);
  if (answer == nullptr || *m_exception != nullptr) return std::nullopt;
  return JSValueToBoolean(m_context, answer);
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
    JSValueRef result = nullptr;
    if (!native->context->stop_again()) {
      Call call(*native->context, context, arguments, count, exception);
      result = native->function(native->self, call);
    }
    if (native->context->stop_again()) *exception = result = JSValueMakeNull(context);
    return result;
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
  m_memory = std::make_unique<MemoryGuard>(m_group, m_context);
  hasten_timer();
  const Value guards = evaluate_builtin(kGuards);
  const auto guard = [&](const char* name) {
    return Value::retain(m_context, JSObjectGetProperty(m_context, as_object(guards.get()),
                                                        String::from_utf8(name).get(), nullptr));
  };
  m_guards = {guard("invoke"), guard("read"), guard("show"), guard("rest"), guard("failure")};
}

Context::~Context() {
  m_memory.reset();
  m_guards = {};
  m_empty = {};
  m_lent.clear();
  JSGlobalContextRelease(m_context);
  JSContextGroupRelease(m_group);
}

std::optional<Error> Context::evaluate(std::string_view code) {
  if (!enter()) return stopped();
  JSValueRef exception = nullptr;
  const String url = String::from_utf8(ScriptSource::kUrl);
  JSEvaluateScript(m_context, String::from_utf8(code).get(), nullptr, url.get(), 1, &exception);
  if (exception != nullptr) return describe(exception);
  find_overrun();
  if (m_memory->exceeded_after_collection()) m_stop = Stop::kMemory;
  return stopped();
}

std::optional<Error> Context::check_syntax(std::string_view code) {
  JSValueRef exception = nullptr;
  const String url = String::from_utf8(ScriptSource::kUrl);
  if (JSCheckScriptSyntax(m_context, String::from_utf8(code).get(), url.get(), 1, &exception)) return std::nullopt;
  return describe(exception);
}

Value Context::evaluate_builtin(const char* expression) {
  const String url = String::from_utf8(ScriptSource::kBuiltinUrl);
  return Value::retain(m_context, JSEvaluateScript(m_context, String::from_utf8(expression).get(), nullptr,
                                                   url.get(), 1, nullptr));
}

std::optional<Error> Context::call(const Value& function, const Value& self,
                                   std::initializer_list<ValueRef> arguments, Value* result) {
  if (!enter()) return stopped();
  const JSValueRef receiver = self ? self.get() : JSValueMakeUndefined(m_context);
  JSValueRef exception = nullptr;
  JSValueRef value = nullptr;
  if (arguments.size() == 0) {
    value = run(m_guards.invoke, {function.get(), receiver}, &exception);
  } else {
    const JSObjectRef list = JSObjectMakeArray(m_context, arguments.size(), arguments.begin(), nullptr);
    value = run(m_guards.invoke, {function.get(), receiver, list}, &exception);
  }
  if (value != nullptr && value == m_guards.failure.get()) {
    const String thrown = String::from_utf8("thrown");
    exception = JSObjectGetProperty(m_context, as_object(value), thrown.get(), nullptr);
    JSObjectSetProperty(m_context, as_object(value), thrown.get(), JSValueMakeUndefined(m_context), 0, nullptr);
  }
  if (exception != nullptr) return describe(exception);
  if (result != nullptr) *result = Value::retain(m_context, value);
  find_overrun();
  if (m_memory->exceeded_after_collection()) m_stop = Stop::kMemory;
  // By that, or as a promise reaction after the call had returned.
  return stopped();
}

ValueRef Context::run(const Value& guard, std::initializer_list<ValueRef> arguments, ValueRef* exception) const {
  return JSObjectCallAsFunction(m_context, as_object(guard.get()), nullptr, arguments.size(), arguments.begin(),
                                exception);
}

Value Context::global() const {
  return Value::retain(m_context, JSContextGetGlobalObject(m_context));
}

Value Context::property(const Value& object, const char* name) {
  if (!is_object(object) || !enter()) return Value::retain(m_context, JSValueMakeUndefined(m_context));
  const JSValueRef value = run(m_guards.read, {object.get(), make_string_value(m_context, name)}, nullptr);
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
  m_natives.push_back(std::make_unique<Native>(Native{function, self, this}));
  return Value::retain(m_context, JSObjectMake(m_context, Callbacks::native_class(), m_natives.back().get()));
}

Value Context::make_array_buffer(const std::shared_ptr<uint8_t>& memory, size_t bytes) {
  auto* owner = new std::shared_ptr<uint8_t>(memory);
  return Value::retain(m_context,
                       JSObjectMakeArrayBufferWithBytesNoCopy(m_context, memory.get(), bytes,
                                                              &Callbacks::release_memory, owner, nullptr));
}

Value Context::make_array(const std::vector<ValueRef>& items) {
  return Value::retain(m_context, JSObjectMakeArray(m_context, items.size(), items.data(), nullptr));
}

// A script that moved a lent buffer's memory into one of its own would keep it.
Status Context::allow_lending() {
  m_empty = evaluate_builtin(R"js((() => {
    const { apply, deleteProperty } = Reflect;
    const { transfer } = ArrayBuffer.prototype;
    for (const name of ['transfer', 'transferToFixedLength']) deleteProperty(ArrayBuffer.prototype, name);
    return transfer && ((buffer) => { apply(transfer, buffer, [0]); });
  })())js");
  if (is_function(m_empty)) return Status::ok();
  return {ErrorCode::kUnsupported, "this JavaScriptCore cannot take the memory of a buffer back"};
}

ValueRef Context::lend(void* memory, size_t bytes) {
  const JSObjectRef buffer = JSObjectMakeArrayBufferWithBytesNoCopy(m_context, memory, bytes, nullptr, nullptr, nullptr);
  m_lent.push_back({Value::retain(m_context, buffer), memory, bytes});
  return buffer;
}

std::optional<Error> Context::take_back() {
  while (!m_lent.empty()) {
    const ValueRef buffer = m_lent.back().buffer.get();
    // Emptied before, by a call that failed after it.
    const bool is_empty = JSObjectGetArrayBufferByteLength(m_context, as_object(buffer), nullptr) == 0;
    if (!is_empty) {
      if (auto error = call(m_empty, {}, {buffer})) return error;
    }
    m_lent.pop_back();
  }
  return std::nullopt;
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
  if (length_of(m_context, value.get()) > max_units) return std::nullopt;
  const String text = String::adopt(JSValueToStringCopy(m_context, value.get(), nullptr));
  if (!text) return std::nullopt;
  return text.to_utf8(JSStringGetLength(text.get()));
}

uint64_t Context::heap_bytes() const {
  return private_api::heap_bytes(m_context);
}

std::string Context::text_property(ValueRef object, const char* name) const {
  if (m_stop != Stop::kNone) return {};
  const JSValueRef value = run(m_guards.read, {object, make_string_value(m_context, name)}, nullptr);
  if (value == nullptr || !JSValueIsString(m_context, value)) return {};
  return read_string(m_context, value, kMaxStackUnits);
}

uint32_t Context::position_property(ValueRef object, const char* name) const {
  if (m_stop != Stop::kNone) return 0;
  const JSValueRef value = run(m_guards.read, {object, make_string_value(m_context, name)}, nullptr);
  if (value == nullptr || !JSValueIsNumber(m_context, value)) return 0;
  const double number = JSValueToNumber(m_context, value, nullptr);
  return number >= 1 && number <= UINT32_MAX ? static_cast<uint32_t>(number) : 0;
}

Error Context::describe(ValueRef exception) {
  if (auto stop = stopped()) return *std::move(stop);
  keep_time();
  Error error;
  read_thrown(exception, &error);
  if (m_memory->exceeded_after_collection()) m_stop = Stop::kMemory;
  return stopped().value_or(std::move(error));
}

std::string Context::show(ValueRef value) const {
  const JSValueRef text = run(m_guards.show, {value}, nullptr);
  if (text == nullptr || !JSValueIsString(m_context, text)) return "a value that cannot be shown";
  return read_string(m_context, text, kMaxTextUnits);
}

// Properties of what was thrown may be getters of the script. Those that throw count as absent; after one that is
// stopped no other is asked.
void Context::read_thrown(ValueRef exception, Error* error) {
  if (JSValueIsObject(m_context, exception)) {
    const ValueRef object = exception;
    error->name = text_property(object, "name");
    error->message = text_property(object, "message");
    error->code = text_property(object, "code");
    error->stack = m_source.parse_stack(text_property(object, "stack"));
    // A syntax error has a position of its own and no stack.
    if (error->stack.empty() && text_property(object, "sourceURL") == ScriptSource::kUrl) {
      error->stack.push_back(
          m_source.locate("", position_property(object, "line"), position_property(object, "column")));
    }
  }
  if (m_stop == Stop::kNone && error->name.empty() && error->message.empty()) {
    error->message = show(exception);
  }
}

}  // namespace nvts::jsc

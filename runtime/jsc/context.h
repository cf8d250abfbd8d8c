// SPDX-License-Identifier: MIT
// JavaScriptCore behind a small interface: nothing outside of this folder sees the engine's headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jsc/allocated.h"
#include "jsc/error.h"
#include "support/status.h"

struct OpaqueJSContext;
struct OpaqueJSContextGroup;
struct OpaqueJSValue;

namespace nvts::jsc {

class MemoryGuard;

// A value on its way through a call. To keep one beyond that, make it a Value.
using ValueRef = const OpaqueJSValue*;

// A value kept alive. Must not outlive its context.
class Value {
 public:
  Value() = default;
  [[nodiscard]] static Value retain(OpaqueJSContext* context, ValueRef value);
  ~Value() { reset(); }

  Value(Value&& other) noexcept
      : m_context(other.m_context), m_value(std::exchange(other.m_value, nullptr)) {}
  Value& operator=(Value&& other) noexcept {
    if (this != &other) {
      reset();
      m_context = other.m_context;
      m_value = std::exchange(other.m_value, nullptr);
    }
    return *this;
  }

  [[nodiscard]] ValueRef get() const { return m_value; }
  explicit operator bool() const { return m_value != nullptr; }

 private:
  void reset();
  OpaqueJSContext* m_context = nullptr;
  ValueRef m_value = nullptr;
};

// The elements of a typed array. Valid until the call returns, as no code of the script runs until then.
struct TypedArray {
  enum class Type { kFloat32, kInt32, kUint16, kOther };
  Type type;
  void* data;
  size_t length;  // in elements
};

class Context;

// A call from the script into C++. Arguments are never converted, so reading them runs no code of the script.
class Call {
 public:
  [[nodiscard]] size_t count() const { return m_count; }
  [[nodiscard]] std::optional<double> number(size_t index) const;
  [[nodiscard]] bool is_null(size_t index) const;
  // nullopt when the argument is no typed array. One whose memory was taken back has no elements.
  [[nodiscard]] std::optional<TypedArray> typed_array(size_t index) const;
  // Length in UTF-16 units; nullopt when the argument is no string. Costs no memory, whatever the length.
  [[nodiscard]] std::optional<size_t> string_length(size_t index) const;
  // At most `max_units` UTF-16 units, as UTF-8; empty when the argument is no string. A text so long that reading it
  // would take megabytes is not read: the result tells its length instead.
  [[nodiscard]] std::string string(size_t index, size_t max_units) const;

  // The whole text as it is; empty when the argument is no string.
  [[nodiscard]] std::u16string units(size_t index) const;
  // Whether it is a text that is equal to the value.
  [[nodiscard]] bool is_same(size_t index, const Value& value) const;
  [[nodiscard]] Value keep(size_t index) const;
  // What the function that is the argument says of the texts. nullopt when it threw or was stopped, and then so has the
  // call.
  [[nodiscard]] std::optional<bool> ask(size_t index, std::initializer_list<std::u16string_view> texts);

  // For a function that works long: whether the time of the call into the script is spent. Then it must return.
  [[nodiscard]] bool is_time_up();

  // What a native function returns; the last two make the call throw.
  [[nodiscard]] ValueRef undefined() const;
  [[nodiscard]] ValueRef from(double number) const;
  [[nodiscard]] ValueRef from(std::string_view utf8) const;
  [[nodiscard]] ValueRef type_error(std::string_view message);
  [[nodiscard]] ValueRef error(const Status& status);

 private:
  friend class Context;
  Call(Context& owner, const OpaqueJSContext* context, const ValueRef* arguments, size_t count, ValueRef* exception)
      : m_owner(owner), m_context(context), m_arguments(arguments), m_count(count), m_exception(exception) {}

  Context& m_owner;
  const OpaqueJSContext* m_context;
  const ValueRef* m_arguments;
  size_t m_count;
  ValueRef* m_exception;
};

using NativeFunction = ValueRef (*)(void* self, Call& call);

// One global object in a heap of its own, so that contexts run in parallel. Not thread-safe: calls come one
// after another, from whichever thread.
class Context {
 public:
  Context();
  ~Context();

  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // CPU time that each later evaluate() or call() may take, to the half millisecond, what the script does while its error is described
  // included; 0 is no limit. kUnsupported when this engine has none. Stopped code cannot catch it: neither `catch` nor
  // `finally` of the script runs. Each promise reaction that runs after a call has the whole time again.
  [[nodiscard]] Status set_time_limit(double milliseconds);

  // Bytes that the script may keep; 0 is no limit. The call that goes beyond is stopped like one that takes too long, or
  // fails when it has returned. kUnsupported when this engine cannot tell its size.
  [[nodiscard]] Status set_memory_limit(uint64_t bytes);
  // What the script kept when that was last found out, at a limit.
  [[nodiscard]] uint64_t kept_bytes() const;
  // Of array buffers that the script can see and whose memory is not the script's.
  void set_foreign_bytes(uint64_t bytes);

  // While it lives, everything that the context is asked for shares one time limit, of which `used_ms` are gone when it
  // begins. Once that is spent, every call fails at once.
  class SharedTime {
   public:
    explicit SharedTime(Context& context, double used_ms = 0) : m_context(context) {
      m_context.begin_shared_time(used_ms);
    }
    ~SharedTime() { m_context.m_shared_time = false; }
    SharedTime(const SharedTime&) = delete;
    SharedTime& operator=(const SharedTime&) = delete;

   private:
    Context& m_context;
  };

  // The script that later evaluate() calls run, for positions in errors.
  void set_source(ScriptSource source) { m_source = std::move(source); }
  [[nodiscard]] ScriptSource& source() { return m_source; }

  [[nodiscard]] std::optional<Error> evaluate(std::string_view code);
  // The error of code that does not parse as a script, with its place. Runs nothing.
  [[nodiscard]] std::optional<Error> check_syntax(std::string_view code);
  // Why the last call, or one of those that share their time, was stopped; nullopt when it was not. Of use after
  // property(), which does not tell.
  [[nodiscard]] std::optional<Error> stopped() const;
  // Code of nvtsprobe's own, a single expression; it must not throw.
  [[nodiscard]] Value evaluate_builtin(const char* expression);

  // `self` may be empty. The result is dropped when `result` is nullptr.
  [[nodiscard]] std::optional<Error> call(const Value& function, const Value& self,
                                          std::initializer_list<ValueRef> arguments, Value* result = nullptr);

  [[nodiscard]] Value global() const;
  // undefined when the property does not exist, reading it throws or takes too long, or `object` is no object.
  [[nodiscard]] Value property(const Value& object, const char* name);
  void set_property(const Value& object, const char* name, const Value& value);

  [[nodiscard]] Value make_object();
  [[nodiscard]] Value make_string(std::string_view utf8);
  [[nodiscard]] Value make_number(double number);
  [[nodiscard]] Value make_boolean(bool boolean);
  // The function must not be called once `self` is gone; the context keeps everything else alive.
  [[nodiscard]] Value make_function(NativeFunction function, void* self);
  // A view without a copy; it shares the ownership of the memory.
  [[nodiscard]] Value make_array_buffer(const std::shared_ptr<uint8_t>& memory, size_t bytes);

  // Before any code of the script: makes lend() possible. kUnsupported when this engine cannot take memory back.
  [[nodiscard]] Status allow_lending();
  // A view of memory that is someone else's. As long as it has not been taken back, the memory must stay while code of the
  // script runs.
  [[nodiscard]] ValueRef lend(void* memory, size_t bytes);
  // All that is lent: the buffers and whatever views them are empty from now on. When this fails, no code of the script may
  // run before it was tried again and did not.
  [[nodiscard]] std::optional<Error> take_back();

  [[nodiscard]] Value make_array(const std::vector<ValueRef>& items);
  [[nodiscard]] bool is_undefined(const Value& value) const;
  [[nodiscard]] bool is_object(const Value& value) const;
  [[nodiscard]] bool is_function(const Value& value) const;
  [[nodiscard]] std::optional<double> to_number(const Value& value) const;
  // nullopt when the value is no string, or one of more than `max_units` UTF-16 units.
  [[nodiscard]] std::optional<std::string> to_string(const Value& value, size_t max_units = SIZE_MAX) const;

  // Bytes in use by the heap, 0 when the engine does not tell.
  [[nodiscard]] uint64_t heap_bytes() const;
  // nullopt when the engine does not tell.
  [[nodiscard]] std::optional<Allocated> allocated() const;

 private:
  friend class Call;
  struct Native {
    NativeFunction function;
    void* self;
    Context* context;
  };
  struct Callbacks;
  // How often a script that runs is looked at, at least: its memory may be limited.
  static constexpr double kSliceMs = 10;
  // Functions of our own by which code of the script is run, so that what it throws does not reach the engine's
  // interface: that keeps a hundred messages of it for an inspector, of any size.
  struct Guards {
    Value invoke;
    Value read;
    Value show;
    Value rest;  // does nothing
    Value failure;  // what `invoke` returns after a throw
  };

  // The last: nothing was stopped, it went on for too long.
  enum class Stop { kNone, kTime, kMemory, kOverrun };

  struct Lent {
    Value buffer;
    void* memory;
    size_t bytes;
  };

  void hasten_timer();
  [[nodiscard]] bool enter();
  [[nodiscard]] bool must_stop();
  [[nodiscard]] bool is_time_up();
  [[nodiscard]] bool stop_again();
  void begin_shared_time(double used_ms);
  void find_start();
  void find_overrun();
  void keep_time();
  [[nodiscard]] double time_left_ms(double later_ms) const;
  [[nodiscard]] bool arm(double milliseconds);
  void start_timer();
  [[nodiscard]] Error describe(ValueRef exception);
  [[nodiscard]] ValueRef run(const Value& guard, std::initializer_list<ValueRef> arguments, ValueRef* exception) const;
  void read_thrown(ValueRef exception, Error* error);
  [[nodiscard]] std::string show(ValueRef value) const;
  [[nodiscard]] std::string text_property(ValueRef object, const char* name) const;
  [[nodiscard]] uint32_t position_property(ValueRef object, const char* name) const;

  const OpaqueJSContextGroup* m_group;
  OpaqueJSContext* m_context;
  Guards m_guards;
  ScriptSource m_source;
  std::vector<std::unique_ptr<Native>> m_natives;
  std::vector<Lent> m_lent;
  Value m_empty;  // (buffer) => undefined; detaches it
  // Gone before the group.
  std::unique_ptr<MemoryGuard> m_memory;
  double m_time_limit_ms = 0;
  double m_slice_ms = kSliceMs;  // the longest that the engine is told
  double m_armed_ms = 0;  // what it has been told
  double m_timer_end_ms = 0;  // of the timer that it started last, by the wall clock
  Stop m_stop = Stop::kNone;
  bool m_stops_again = false;  // the engine has been told to ask must_stop() once more
  bool m_shared_time = false;
  bool m_start_known = false;
  double m_cpu_start_ms = 0;  // of the thread, when known
  double m_wall_start_ms = 0;
  double m_cpu_entered_ms = 0;  // of the thread, when the call began that shares its time with none
  double m_taken_ms = 0;        // by the last call that was looked at
};

}  // namespace nvts::jsc

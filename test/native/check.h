// SPDX-License-Identifier: MIT
// The native tests' checks: no framework, no dependency. A test program is
//
//   #include "check.h"
//   TEST("what the code does") {
//     CHECK(condition);
//     CHECK_EQ(actual, expected);
//   }
//   CHECK_MAIN()
//
// A failed check is printed with its place and the test goes on; REQUIRE ends the test instead.
// The program takes parts of test names as arguments to run only those, and fails when a check
// failed or when no test was run. A test that cannot run here says why with SKIP.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstring>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace nvts::check {

// Everything takes many times as long then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kUnderSanitizer = true;
#else
inline constexpr bool kUnderSanitizer = false;
#endif

struct Test {
  const char* name;
  void (*run)();
};

inline std::vector<Test>& tests() {
  static std::vector<Test> all;
  return all;
}

inline int g_failures = 0;
inline int g_skipped = 0;

struct Registration {
  Registration(const char* name, void (*run)()) { tests().push_back({name, run}); }
};

inline bool fail(const char* file, int line, const std::string& what) {
  std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
  ++g_failures;
  return false;
}

inline bool check(const char* file, int line, const char* text, bool holds) {
  return holds || fail(file, line, std::string("failed: ") + text);
}

inline void skip(const char* file, int line, const char* why) {
  std::fprintf(stderr, "%s:%d: skipped: %s\n", file, line, why);
  ++g_skipped;
}

template <typename T>
std::string show(const T& value) {
  using Value = std::remove_cvref_t<T>;
  std::ostringstream out;
  if constexpr (std::is_same_v<Value, bool>) {
    out << (value ? "true" : "false");
  } else if constexpr (std::is_convertible_v<const Value&, const char*>) {
    const char* text = value;
    out << (text ? '"' + std::string(text) + '"' : "null");
  } else if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
    out << '"' << std::string_view(value) << '"';
  } else if constexpr (std::is_null_pointer_v<Value>) {
    out << "null";
  } else if constexpr (std::is_enum_v<Value>) {
    out << static_cast<long long>(value);
  } else if constexpr (std::is_integral_v<Value> && sizeof(Value) == 1) {
    out << static_cast<int>(value);
  } else if constexpr (requires { out << value; }) {
    out.precision(17);
    out << value;
  } else {
    out << "(a value)";
  }
  return out.str();
}

// The types that std::cmp_equal takes.
template <typename T>
concept Integer = std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> &&
                  !std::is_same_v<T, wchar_t> && !std::is_same_v<T, char8_t> &&
                  !std::is_same_v<T, char16_t> && !std::is_same_v<T, char32_t>;

// C strings are compared by content and integers by value, whatever their signedness.
template <typename A, typename B>
bool equal(const A& a, const B& b) {
  constexpr bool c_strings =
      std::is_convertible_v<const A&, const char*> && std::is_convertible_v<const B&, const char*>;
  if constexpr (c_strings && !std::is_null_pointer_v<A> && !std::is_null_pointer_v<B>) {
    const char* left = a;
    const char* right = b;
    return left && right ? std::strcmp(left, right) == 0 : left == right;
  } else if constexpr (Integer<A> && Integer<B>) {
    return std::cmp_equal(a, b);
  } else {
    return a == b;
  }
}

template <typename A, typename B>
bool check_equal(const char* file, int line, const char* text, const A& actual, const B& expected) {
  if (equal(actual, expected)) return true;
  return fail(file, line, std::string(text) + ": is " + show(actual) + ", want " + show(expected));
}

inline bool check_near(const char* file, int line, const char* text, double actual, double expected,
                       double tolerance) {
  if (std::fabs(actual - expected) <= tolerance) return true;
  return fail(
      file, line,
      std::string(text) + ": is " + show(actual) + ", want " + show(expected) + " within " + show(tolerance));
}

inline int run_all(int argc, char** argv) {
  int ran = 0;
  for (const Test& test : tests()) {
    bool wanted = argc < 2;
    for (int i = 1; i < argc; ++i)
      wanted = wanted || std::strstr(test.name, argv[i]);
    if (!wanted) continue;
    const int failures_before = g_failures;
    const int skipped_before = g_skipped;
    test.run();
    const char* verdict = g_failures > failures_before ? "FAIL" : g_skipped > skipped_before ? "skip" : "ok";
    std::printf("%-4s %s\n", verdict, test.name);
    std::fflush(stdout);
    ++ran;
  }
  if (ran == 0) std::fprintf(stderr, "no test was run\n");
  return ran == 0 || g_failures > 0 ? 1 : 0;
}

}  // namespace nvts::check

#define NVTS_CHECK_JOIN_(a, b) a##b
#define NVTS_CHECK_JOIN(a, b) NVTS_CHECK_JOIN_(a, b)
#define NVTS_CHECK_TEST(name, function)                                                       \
  static void function();                                                                     \
  static const ::nvts::check::Registration NVTS_CHECK_JOIN(function, _entry){name, function}; \
  static void function()

#define TEST(name) NVTS_CHECK_TEST(name, NVTS_CHECK_JOIN(nvts_test_, __COUNTER__))

#define CHECK(condition) ::nvts::check::check(__FILE__, __LINE__, #condition, static_cast<bool>(condition))
#define CHECK_EQ(actual, expected) \
  ::nvts::check::check_equal(__FILE__, __LINE__, #actual " == " #expected, actual, expected)
#define CHECK_NEAR(actual, expected, tolerance) \
  ::nvts::check::check_near(__FILE__, __LINE__, #actual " ~ " #expected, actual, expected, tolerance)
// Ends the test when the condition does not hold, for what later checks depend on.
#define REQUIRE(condition)         \
  do {                             \
    if (!CHECK(condition)) return; \
  } while (false)
// Ends the test; it counts as not run.
#define SKIP(why)                                 \
  do {                                            \
    ::nvts::check::skip(__FILE__, __LINE__, why); \
    return;                                       \
  } while (false)

#define CHECK_MAIN()                           \
  int main(int argc, char** argv) {            \
    return ::nvts::check::run_all(argc, argv); \
  }

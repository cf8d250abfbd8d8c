// SPDX-License-Identifier: MIT
#include "host/asynchronous.h"

namespace nvts::host {
namespace {

constexpr std::string_view kAsync = "async";
constexpr std::string_view kImport = "import";

// All occurrences, within longer names and texts as well: names stay as different as they were.
std::string replaced(std::string_view code, std::string_view from, std::string_view to) {
  std::string text;
  text.reserve(code.size());
  size_t done = 0;
  for (size_t at = code.find(from); at != std::string_view::npos; at = code.find(from, done)) {
    text.append(code.substr(done, at - done)).append(to);
    done = at + from.size();
  }
  return text.append(code.substr(done));
}

// The code parses as before unless `from` stands where only the grammar can have put it. `to` must be a name where `from`
// may be one, and what the grammar accepts nowhere else.
std::optional<jsc::Error> find_keyword(jsc::Context& context, std::string_view code, std::string_view from,
                                       std::string_view to) {
  if (code.find(from) == std::string_view::npos) return std::nullopt;
  return context.check_syntax(replaced(code, from, to));
}

}  // namespace

std::optional<jsc::Error> find_asynchronous(jsc::Context& context, std::string_view code) {
  // "async" as a plain name makes `async function`, `async x =>` and `async method()` errors. "export" may name a property
  // wherever "import" may, and is no expression in a script.
  std::optional<jsc::Error> async = find_keyword(context, code, kAsync, "asynk");
  std::optional<jsc::Error> import;
  if (!async) import = find_keyword(context, code, kImport, "export");
  if ((!async && !import) || context.check_syntax(code)) return std::nullopt;

  jsc::Error found = async ? *std::move(async) : *std::move(import);
  found.name.clear();
  found.code = error_code_name(ErrorCode::kAsyncHook);
  found.message = import ? "import() is off, for it makes a promise: write `import ... from` at the top of the file"
                         : "async functions are off, for what they start could not be stopped: `nvts build` of this "
                           "release makes plain functions of them";
  return found;
}

}  // namespace nvts::host

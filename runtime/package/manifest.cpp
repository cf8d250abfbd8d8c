// SPDX-License-Identifier: MIT
#include "package/manifest.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "package/api_range.h"
#include "package/root.h"
#include "support/json.h"
#include "support/printable.h"
#include "support/utf8.h"

namespace nvts::package {
namespace {

constexpr size_t kMaxListed = 64;
constexpr size_t kMaxShown = 128;

Status wrong(const std::string& what) {
  return {ErrorCode::kPackage, "package.json: " + what};
}

// The members of an object, read one by one; the first fault is kept.
class Reader {
 public:
  Reader(std::string_view object, std::string path) : m_path(std::move(path)) {
    Result<std::vector<json::Member>> members = json::members(object);
    if (members) m_members = *std::move(members);
    else m_status = wrong(m_path.empty() ? members.status().message() : m_path + ": " + members.status().message());
  }

  [[nodiscard]] const Status& status() const { return m_status; }

  [[nodiscard]] std::optional<std::string_view> find(std::string_view key) const {
    for (const json::Member& member : m_members) {
      if (member.key == key) return member.value;
    }
    return std::nullopt;
  }

  void text(std::string_view key, std::string* out) {
    const auto value = find(key);
    if (!value) return fault(key, "is missing");
    Result<std::string> text = json::string_value(*value);
    if (text) *out = *std::move(text);
    else fault(key, "expected a string");
  }

  void list(std::string_view key, std::vector<std::string>* out) {
    const auto value = find(key);
    if (!value) return;
    const auto elements = json::elements(*value);
    if (!elements || elements->size() > kMaxListed) return fault(key, "expected a list of strings");
    out->clear();
    for (const std::string_view element : *elements) {
      Result<std::string> text = json::string_value(element);
      if (!text) return fault(key, "expected a list of strings");
      out->push_back(*std::move(text));
    }
  }

  void amount(std::string_view key, double* out) {
    const auto value = find(key);
    if (!value) return;
    const char* end = value->data() + value->size();
    const auto [stop, error] = std::from_chars(value->data(), end, *out);
    if (error != std::errc() || stop != end || !(*out > 0)) fault(key, "expected a number above 0");
  }

  void object(std::string_view key, std::string* out) {
    const auto value = find(key);
    if (!value) return;
    if (json::members(*value)) *out = std::string(*value);
    else fault(key, "expected an object");
  }

  void fault(std::string_view key, const std::string& what) {
    if (m_status) m_status = wrong((m_path.empty() ? "" : m_path + ".") + std::string(key) + ": " + what);
  }

 private:
  std::string m_path;
  std::vector<json::Member> m_members;
  Status m_status;
};

}  // namespace

Result<Manifest> read_manifest(std::string_view text) {
  if (!is_utf8(text)) return wrong("is not UTF-8");
  Manifest manifest;
  Reader package(text, "");
  if (!package.status()) return package.status();
  const auto nvts = package.find("nvts");
  if (!nvts) return wrong("has no key \"nvts\": it is no plugin package of nvtsprobe");
  package.text("name", &manifest.name);
  package.text("version", &manifest.version);
  if (!package.status()) return package.status();

  Reader reader(*nvts, "nvts");
  reader.text("kind", &manifest.kind);
  reader.text("entry", &manifest.entry);
  reader.text("api", &manifest.api);
  reader.list("capabilities", &manifest.capabilities);
  reader.list("backends", &manifest.backends);
  reader.object("defaults", &manifest.defaults);
  if (!reader.status()) return reader.status();
  if (manifest.kind != "processor" && manifest.kind != "parser") {
    reader.fault("kind", "expected \"processor\" or \"parser\", got '" + printable(manifest.kind, kMaxShown) + "'");
  }
  if (!is_package_path(manifest.entry)) {
    reader.fault("entry", "expected the path of a file in the package, got '" + printable(manifest.entry, kMaxShown) + "'");
  }
  if (manifest.entry.compare(0, 2, "./") == 0) manifest.entry.erase(0, 2);
  if (!range_holds(manifest.api, {})) {
    reader.fault("api", "expected a range of versions such as \"^1.0.0\", got '" + printable(manifest.api, kMaxShown) + "'");
  }
  if (!reader.status()) return reader.status();
  if (const auto budget = reader.find("budget")) {
    Reader amounts(*budget, "nvts.budget");
    amounts.amount("deadlineMs", &manifest.deadline_ms);
    amounts.amount("memoryMb", &manifest.memory_mb);
    if (!amounts.status()) return amounts.status();
  }
  return manifest;
}

}  // namespace nvts::package

// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "folder.h"
#include "package/package.h"

namespace nvts {

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

inline const std::string kData = NVTS_TEST_DATA;
inline constexpr const char* kSigned = "nvts-plugin-signed";

// A folder with a node_modules of its own, which is the working folder while it lives.
class Project {
 public:
  Project() : m_before(std::filesystem::current_path()) {
    std::filesystem::create_directories(modules());
    std::filesystem::current_path(m_folder.path());
    ::unsetenv("NVTS_PACKAGE_PATH");
  }
  ~Project() {
    ::unsetenv("NVTS_PACKAGE_PATH");
    std::filesystem::current_path(m_before);
  }
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  [[nodiscard]] const check::Folder& folder() const { return m_folder; }
  [[nodiscard]] std::string modules() const { return m_folder.path("node_modules"); }
  [[nodiscard]] std::string package(const std::string& name) const { return modules() + "/" + name; }

  // Writes a file of a package in node_modules.
  void write(const std::string& name, const std::string& file, std::string_view text) const {
    static_cast<void>(m_folder.write("node_modules/" + name + "/" + file, text));
  }
  // One with a manifest of these members of `nvts` and a bundle.
  void install(const std::string& name, const std::string& nvts) const {
    write(name, "package.json", R"({"name":")" + name + R"(","version":"1.0.0","nvts":)" + nvts + "}");
    write(name, "lib/a.nvts.js", "globalThis.__nvts_bundle = {};\n");
  }
  // The signed package of the test data.
  void install_signed() const {
    std::filesystem::copy(kData + "/signed", package(kSigned), std::filesystem::copy_options::recursive);
  }
  [[nodiscard]] std::string read(const std::string& name, const std::string& file) const {
    return m_folder.read("node_modules/" + name + "/" + file);
  }

 private:
  check::Folder m_folder;
  std::filesystem::path m_before;
};

inline constexpr const char* kManifest = R"({"kind":"processor","entry":"lib/a.nvts.js","api":"^1.0.0"})";

inline package::Request wanted(const std::string& name) {
  package::Request request;
  request.name = name;
  return request;
}

inline package::Request wanted_signed(const std::string& keys = kData + "/signer.pub.pem") {
  package::Request request = wanted(kSigned);
  request.require_signature = true;
  request.trusted_keys = keys;
  return request;
}

}  // namespace nvts

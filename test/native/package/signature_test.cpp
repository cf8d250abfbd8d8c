// SPDX-License-Identifier: MIT
// test/package/signed was made by `nvts pack --key`, with a key that was thrown away.
#include "check.h"
#include "fixture.h"

using namespace nvts;
namespace fs = std::filesystem;

namespace {

const std::string kIntegrityPath = "nvts.integrity.json";
const std::string kSignaturePath = "nvts.signature.json";

}  // namespace

TEST("a package that a trusted key signed, by file, list and folder") {
  const Project project;
  project.install_signed();
  const auto package = package::load(wanted_signed());
  CHECK_EQ(package.status().message(), "");
  REQUIRE(package.is_ok());
  CHECK_EQ(package->signed_by.size(), 64U);
  CHECK(package::load(wanted_signed(kData + "/other.pub.pem:" + kData + "/signer.pub.pem")).is_ok());
  CHECK(package::load(wanted_signed(kData)).is_ok());
}

TEST("a package that another key signed") {
  const Project project;
  project.install_signed();
  const Status status = package::load(wanted_signed(kData + "/other.pub.pem")).status();
  CHECK(status.code() == ErrorCode::kSignature);
  CHECK(contains(status.message(), "which is not among the trusted ones"));
}

TEST("a package that is not signed is refused before its manifest is read") {
  const Project project;
  project.install_signed();
  fs::remove(project.package(kSigned) + "/" + kSignaturePath);
  project.write(kSigned, "package.json", "no JSON");
  const Status status = package::load(wanted_signed()).status();
  CHECK(status.code() == ErrorCode::kSignature);
  CHECK(contains(status.message(), "it is not signed (there is no nvts.signature.json)"));
  fs::remove(project.package(kSigned) + "/" + kIntegrityPath);
  CHECK(contains(package::load(wanted_signed()).status().message(), "there is no nvts.integrity.json"));
}

TEST("one changed byte after signing") {
  for (const std::string& file : {std::string("lib/signed.nvts.js"), std::string("package.json"), kIntegrityPath, kSignaturePath}) {
    const Project project;
    project.install_signed();
    std::string bytes = project.read(kSigned, file);
    const size_t place = bytes.rfind(file == kSignaturePath ? "==" : "e");
    bytes[place - 1] = bytes[place - 1] == 'A' ? 'Q' : 'A';
    project.write(kSigned, file, bytes);
    const ErrorCode code = package::load(wanted_signed()).status().code();
    CHECK(code == ErrorCode::kSignature || code == ErrorCode::kIntegrity);
  }
}

TEST("a signature that cannot be one") {
  const Project project;
  project.install_signed();
  const std::string good = project.read(kSigned, kSignaturePath);
  const auto load_with = [&](const std::string& signature) {
    project.write(kSigned, kSignaturePath, signature);
    return package::load(wanted_signed()).status();
  };
  CHECK(load_with(good).is_ok());
  for (const std::string& bad : {std::string("{}"), std::string("[]"), std::string(), good.substr(0, 40), std::string("\xff"),
                                 std::string(R"({"format":1,"algorithm":"ed25519","keyId":"x","signature":"QQ=="})"),
                                 std::string(R"({"format":1,"algorithm":"none","keyId":"x","signature":""})")}) {
    CHECK(load_with(bad).code() == ErrorCode::kSignature);
  }
  CHECK(load_with(std::string(100000, ' ')).code() == ErrorCode::kPackage);
}

TEST("keys that are none") {
  const Project project;
  project.install_signed();
  const auto message = [&](const std::string& text) {
    return package::load(wanted_signed(project.folder().write("keys.pem", text))).status().message();
  };
  CHECK(contains(message("-----BEGIN PRIVATE KEY-----"), "holds a private key"));
  CHECK(contains(message("nothing"), "holds no public key"));
  CHECK(contains(message("-----BEGIN PUBLIC KEY-----\nAAAA"), "ends in the middle of a key"));
  CHECK(contains(message("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"), "not for Ed25519"));
  CHECK(contains(message("-----BEGIN PUBLIC KEY-----\n?\n-----END PUBLIC KEY-----"), "no Base64"));
  fs::create_directory(project.folder().path("empty"));
  CHECK(contains(package::load(wanted_signed(project.folder().path("empty"))).status().message(), "there is no key"));
  CHECK(package::load(wanted_signed("/nonexistent.pem")).status().code() == ErrorCode::kNotFound);
}

// SPDX-License-Identifier: MIT
#include "support/file.h"

#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

using namespace nvts;

TEST("a missing file, a directory and a pipe are told apart") {
  CHECK(read_file("/nonexistent/file", 10).status().code() == ErrorCode::kNotFound);
  CHECK(read_file("/", 10).status().message() == "/: is a directory, expected a file");
  const std::string pipe = "/tmp/nvts-file-test-" + std::to_string(::getpid());
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(read_file(pipe, 10).status().code() == ErrorCode::kArgument);
  ::unlink(pipe.c_str());
}

TEST("a file above the limit is refused") {
  CHECK(read_file("/proc/self/exe", 1024).status().code() == ErrorCode::kArgument);
  CHECK(read_file("/proc/self/exe", size_t{1} << 30).is_ok());
}

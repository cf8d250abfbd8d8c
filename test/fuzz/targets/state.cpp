// SPDX-License-Identifier: MIT
// A state file as a crash, another program or a hostile hand leaves it. One that reads back is what was written.
#include "folder.h"
#include "fuzz.h"
#include "nvtsprobe/state_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const nvts::check::Folder scratch;
  static const auto file = nvts::StateFile::open(scratch.path("state"));
  FUZZ_REQUIRE(file);
  nvts::fuzz::Input input(data, size);
  const bool damaged = input.byte() % 2 == 1;
  if (!damaged) {
    scratch.write("state", input.rest());
    const auto read = (*file)->read("script");
    FUZZ_REQUIRE(read || !read.status().message().empty());
    return 0;
  }
  // A file that was written, then changed or cut in one place.
  const size_t at = input.take<uint16_t>();
  const uint8_t change = input.byte();
  const std::string state(input.rest());
  FUZZ_REQUIRE((*file)->write("script", state));
  std::string bytes = scratch.read("state");
  const std::string whole = bytes;
  if (change == 0) bytes.resize(at % (bytes.size() + 1));
  if (!bytes.empty()) bytes[at % bytes.size()] = static_cast<char>(bytes[at % bytes.size()] ^ change);
  scratch.write("state", bytes);
  const auto read = (*file)->read("script");
  FUZZ_REQUIRE(!read || (read->has_value() && **read == state));
  FUZZ_REQUIRE(read.is_ok() || bytes != whole);
  return 0;
}

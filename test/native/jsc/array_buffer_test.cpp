// SPDX-License-Identifier: MIT
#include <cstring>

#include "check.h"
#include "jsc/context.h"

using namespace nvts;
using namespace nvts::jsc;

namespace {

std::shared_ptr<uint8_t> make_memory(size_t bytes) {
  auto* raw = new uint8_t[bytes];
  std::memset(raw, 0, bytes);
  return {raw, [](uint8_t* memory) { delete[] memory; }};
}

}  // namespace

TEST("both sides see the same memory") {
  Context context;
  const auto memory = make_memory(64);
  context.set_property(context.global(), "block", context.make_array_buffer(memory, 64));
  memory.get()[3] = 7;
  CHECK(!context.evaluate("const view = new Uint8Array(block); if (view[3] !== 7) throw 1; view[4] = 9;"));
  CHECK_EQ(memory.get()[4], 9);
}

TEST("a script that keeps the buffer keeps the memory, the context's end lets it go") {
  std::weak_ptr<uint8_t> watched;
  {
    Context context;
    {
      const auto memory = make_memory(64);
      watched = memory;
      context.set_property(context.global(), "block", context.make_array_buffer(memory, 64));
    }
    CHECK(!watched.expired());
    CHECK(!context.evaluate("new Uint8Array(block).fill(1)"));
  }
  CHECK(watched.expired());
}

TEST("a script that detaches the buffer frees nothing of ours") {
  Context context;
  const auto memory = make_memory(64);
  context.set_property(context.global(), "block", context.make_array_buffer(memory, 64));
  const auto error =
      context.evaluate("if (block.transfer) { block.transfer(0); if (block.byteLength !== 0) throw 1 }");
  CHECK(!error);
  memory.get()[0] = 1;
  CHECK_EQ(memory.get()[0], 1);
}

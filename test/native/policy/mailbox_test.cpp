// SPDX-License-Identifier: MIT
#include "nvtsprobe/mailbox.h"

#include <thread>
#include <vector>

#include "check.h"

using nvts::ErrorCode;
using nvts::Mailbox;

TEST("messages come out in the order they went in") {
  Mailbox mailbox;
  CHECK(mailbox.empty());
  CHECK(mailbox.put("{\"a\":1}").is_ok());
  CHECK(mailbox.put("2").is_ok());
  CHECK(!mailbox.empty());
  CHECK_EQ(mailbox.take().value_or(""), "{\"a\":1}");
  CHECK_EQ(mailbox.take().value_or(""), "2");
  CHECK(!mailbox.take().has_value());
  CHECK(mailbox.empty());
}

TEST("what is no JSON or no UTF-8 is refused, with the place") {
  Mailbox mailbox;
  CHECK_EQ(mailbox.put("{a:1}").message(),
           "a message is not JSON: line 1, column 2: expected a key in double quotes");
  CHECK(mailbox.put("").code() == ErrorCode::kJson);
  CHECK(mailbox.put("\"\xff\"").code() == ErrorCode::kJson);
  CHECK(mailbox.empty());
}

TEST("a message that finds no room is refused, and those before it stay") {
  Mailbox mailbox;
  for (size_t i = 0; i < Mailbox::kMaxMessages; ++i) REQUIRE(mailbox.put("1").is_ok());
  CHECK(mailbox.put("2").code() == ErrorCode::kLimit);
  CHECK_EQ(mailbox.take().value_or(""), "1");
  CHECK(mailbox.put("2").is_ok());
}

TEST("messages of more than a mebibyte together are refused, also a single one") {
  Mailbox mailbox;
  const std::string half = "\"" + std::string(Mailbox::kMaxBytes / 2 - 2, 'x') + "\"";
  CHECK(mailbox.put(half).is_ok());
  CHECK(mailbox.put(half).is_ok());
  CHECK(mailbox.put("1").code() == ErrorCode::kLimit);
  mailbox.clear();
  CHECK(mailbox.empty());
  CHECK(mailbox.put(half + half + " ").code() == ErrorCode::kLimit);
  CHECK(mailbox.put(half).is_ok());
}

TEST("threads that write while one reads lose no message") {
  Mailbox mailbox;
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&mailbox] {
      for (int k = 0; k < 1000; ++k) {
        while (!mailbox.put("1")) std::this_thread::yield();
      }
    });
  }
  int taken = 0;
  while (taken < 4000) {
    if (mailbox.take()) ++taken;
  }
  for (std::thread& writer : writers) writer.join();
  CHECK(mailbox.empty());
}

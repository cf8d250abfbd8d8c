// SPDX-License-Identifier: MIT
#include "nvtsprobe/breaker.h"

#include "check.h"

using nvts::Breaker;
using State = Breaker::State;

namespace {

constexpr uint64_t kSecond = 1'000'000'000;
// Clocks start anywhere.
constexpr uint64_t kStart = 7 * kSecond;

constexpr Breaker::Settings kThreeInTenSeconds = {3, 10 * kSecond, 1 * kSecond};

// Open since `at`.
Breaker opened(uint64_t at) {
  Breaker breaker(kThreeInTenSeconds);
  for (int i = 0; i < 3; ++i) breaker.failed(at);
  return breaker;
}

}  // namespace

TEST("a breaker opens at the failure that makes the window full") {
  Breaker breaker(kThreeInTenSeconds);
  breaker.failed(kStart);
  breaker.failed(kStart + 1);
  CHECK(breaker.closed());
  CHECK(breaker.admits(kStart + 2));
  breaker.failed(kStart + 10 * kSecond);
  CHECK(breaker.state() == State::kOpen);
  CHECK(!breaker.admits(kStart + 10 * kSecond));
  CHECK_EQ(breaker.failures(kStart + 10 * kSecond), 3);
}

TEST("failures further apart than the window never open it") {
  Breaker breaker(kThreeInTenSeconds);
  for (uint64_t i = 0; i < 100; ++i) breaker.failed(kStart + i * 6 * kSecond);
  CHECK(breaker.closed());
}

TEST("successes between failures do not keep it closed: every other frame failing is a script that fails") {
  Breaker breaker(kThreeInTenSeconds);
  for (uint64_t i = 0; i < 3; ++i) {
    breaker.failed(kStart + i);
    breaker.succeeded(kStart + i);
  }
  CHECK(breaker.state() == State::kOpen);
}

TEST("0 failures is a breaker that never opens") {
  Breaker breaker({0, kSecond, kSecond});
  for (uint64_t i = 0; i < 10000; ++i) breaker.failed(kStart + i);
  CHECK(breaker.closed());
  CHECK(breaker.admits(kStart));
}

TEST("it half-opens once the backoff is over") {
  Breaker breaker = opened(kStart);
  CHECK(!breaker.admits(kStart + kSecond - 1));
  CHECK(breaker.admits(kStart + kSecond));
  CHECK(breaker.state() == State::kHalfOpen);
}

TEST("a trial that succeeds closes it and forgets the failures") {
  Breaker breaker = opened(kStart);
  REQUIRE(breaker.admits(kStart + kSecond));
  breaker.succeeded(kStart + kSecond);
  CHECK(breaker.closed());
  CHECK_EQ(breaker.failures(kStart + kSecond), 0);
  breaker.failed(kStart + kSecond);
  CHECK(breaker.closed());
}

TEST("a trial that fails opens it for twice as long, up to a minute") {
  Breaker breaker = opened(kStart);
  uint64_t now = kStart;
  for (const uint64_t seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
    CHECK_EQ(breaker.backoff_ns(), seconds * kSecond);
    CHECK(!breaker.admits(now + seconds * kSecond - 1));
    now += seconds * kSecond;
    REQUIRE(breaker.admits(now));
    breaker.failed(now);
    CHECK(breaker.state() == State::kOpen);
  }
}

TEST("a backoff of more than a minute is kept, not doubled") {
  Breaker breaker({1, kSecond, 90 * kSecond});
  breaker.failed(kStart);
  REQUIRE(breaker.admits(kStart + 90 * kSecond));
  breaker.failed(kStart + 90 * kSecond);
  CHECK_EQ(breaker.backoff_ns(), 90 * kSecond);
}

TEST("a relapse soon after it closed doubles the backoff, a failure after a stable time does not") {
  for (const bool soon : {true, false}) {
    Breaker breaker = opened(kStart);
    const uint64_t closed = kStart + kSecond;
    REQUIRE(breaker.admits(closed));
    breaker.succeeded(closed);
    const uint64_t again = closed + (soon ? 9 : 10) * kSecond;
    for (int i = 0; i < 3; ++i) breaker.failed(again);
    CHECK(breaker.state() == State::kOpen);
    CHECK_EQ(breaker.backoff_ns(), (soon ? 2 : 1) * kSecond);
  }
}

TEST("a new script starts with a closed breaker and the first backoff") {
  Breaker breaker = opened(kStart);
  REQUIRE(breaker.admits(kStart + kSecond));
  breaker.failed(kStart + kSecond);
  breaker.reset();
  CHECK(breaker.closed());
  CHECK_EQ(breaker.failures(kStart + kSecond), 0);
  for (int i = 0; i < 3; ++i) breaker.failed(kStart + kSecond);
  CHECK_EQ(breaker.backoff_ns(), kSecond);
}

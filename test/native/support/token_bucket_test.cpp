// SPDX-License-Identifier: MIT
#include "support/token_bucket.h"

#include "check.h"

using nvts::TokenBucket;

namespace {

constexpr uint64_t kSecond = 1'000'000'000;

int taken(TokenBucket& bucket, uint64_t now, int wanted) {
  int got = 0;
  for (int i = 0; i < wanted; ++i) got += bucket.take(now) ? 1 : 0;
  return got;
}

}  // namespace

TEST("a burst goes through at once, then the rate") {
  TokenBucket bucket(20, 100);
  CHECK_EQ(taken(bucket, 5 * kSecond, 1000), 100);
  CHECK_EQ(taken(bucket, 6 * kSecond, 1000), 20);
  CHECK_EQ(taken(bucket, 6 * kSecond + kSecond / 20, 1000), 1);
}

TEST("a bucket never holds more than the burst") {
  TokenBucket bucket(20, 100);
  CHECK_EQ(taken(bucket, 3600 * kSecond, 1000), 100);
  CHECK_EQ(taken(bucket, 7200 * kSecond, 1000), 100);
}

TEST("a rate of 0 is no limit") {
  TokenBucket bucket(0, 0);
  CHECK_EQ(taken(bucket, 0, 1000), 1000);
}

TEST("a clock that stands still or goes backwards gives no tokens") {
  TokenBucket bucket(20, 1);
  CHECK_EQ(taken(bucket, 5 * kSecond, 2), 1);
  CHECK_EQ(taken(bucket, 4 * kSecond, 2), 0);
  CHECK_EQ(taken(bucket, 5 * kSecond, 2), 0);
}

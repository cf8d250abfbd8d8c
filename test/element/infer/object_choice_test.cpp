// SPDX-License-Identifier: MIT
#include "nvtsinfer/object_choice.h"

#include <string>

#include "check.h"

namespace nvts::infer {
namespace {

meta::FrameObject object(float width, float height, int32_t class_id = 0, int32_t component_id = 1) {
  return {.component_id = component_id, .class_id = class_id, .width = width, .height = height};
}

TEST("objects are chosen by who found them, by class and by size") {
  ObjectChoice choice({.component_id = 1, .class_ids = {0, 2}, .min_width = 10, .min_height = 20, .max_width = 100});
  choice.begin_frame(0, 0);
  CHECK(choice.chooses(object(10, 20)));
  CHECK(choice.chooses(object(100, 5000, 2)));
  CHECK(!choice.chooses(object(9.5F, 20)));
  CHECK(!choice.chooses(object(10, 19)));
  CHECK(!choice.chooses(object(101, 20)));
  CHECK(!choice.chooses(object(50, 50, 1)));
  CHECK(!choice.chooses(object(50, 50, 0, 2)));
}

TEST("an object without a size is never chosen") {
  ObjectChoice choice({});
  choice.begin_frame(0, 0);
  CHECK(choice.chooses(object(0.5F, 1, 7, 9)));
  CHECK(!choice.chooses(object(0, 10)));
  CHECK(!choice.chooses(object(10, -1)));
}

bool choose(ObjectChoice& choice, const meta::FrameObject& each) {
  const bool chosen = choice.chooses(each);
  if (chosen) choice.has_run_on(each);
  return chosen;
}

// In which of frames 0 to 8 an object of this width is chosen.
std::string frames(ObjectChoice& choice, meta::FrameObject each, float growth = 0, uint32_t source = 0) {
  std::string chosen;
  for (int32_t number = 0; number < 9; ++number) {
    choice.begin_frame(source, number);
    chosen += choose(choice, each) ? 'x' : '.';
    each.width += growth;
  }
  return chosen;
}

TEST("a tracked object goes without for the interval, unless its box has grown by a fifth") {
  meta::FrameObject tracked = object(100, 100);
  tracked.track_id = 5;
  ObjectChoice choice({.reinfer_interval = 3});
  CHECK_EQ(frames(choice, tracked), "x...x...x");
  CHECK_EQ(frames(choice, object(100, 100)), "xxxxxxxxx");
  tracked.track_id = 6;
  CHECK_EQ(frames(choice, tracked, 10), "x.x..x..x");
}

TEST("an object on which the model failed is chosen again") {
  meta::FrameObject tracked = object(100, 100);
  tracked.track_id = 5;
  ObjectChoice choice({.reinfer_interval = 100});
  for (int32_t number = 0; number < 3; ++number) {
    choice.begin_frame(0, number);
    CHECK(choice.chooses(tracked));
  }
}

TEST("tracks are those of their source, and of a stream that begins anew") {
  meta::FrameObject tracked = object(100, 100);
  tracked.track_id = 5;
  ObjectChoice choice({.reinfer_interval = 100});
  CHECK_EQ(frames(choice, tracked), "x........");
  CHECK_EQ(frames(choice, tracked, 0, 1), "x........");
  choice.begin_frame(0, 8);
  CHECK(!choice.chooses(tracked));
  choice.begin_frame(0, -1);
  CHECK(choice.chooses(tracked));
}

}  // namespace
}  // namespace nvts::infer

// SPDX-License-Identifier: MIT
#include "mix.h"

namespace nvts::soak {

const std::vector<LaneSpec>& mix() {
  constexpr const char* kGood = "good.nvts.js";
  constexpr const char* kBad = "hostile.nvts.js";
  constexpr const char* kBrief = "deadline-ms=50 breaker-backoff-ms=200";
  constexpr const char* kShort = "deadline-ms=5 breaker-failures=0";
  constexpr const char* kApart = "isolation=process breaker-failures=0";
  constexpr const char* kApartShort = "isolation=process deadline-ms=5 breaker-failures=0";
  constexpr const char* kSmall = "deadline-ms=50 memory-limit-mb=16 breaker-backoff-ms=200";
  static const std::vector<LaneSpec> lanes = {
      {"good", 30, {{kGood, "", 1, ""}, {kGood, "", 1, "stats-interval-ms=50"}}},
      {"throws", 12, {{kBad, "throw", 3, "breaker-failures=0"}, {kBad, "throwNothing", 7, kBrief}, {kGood, "", 1, ""}}},
      {"drops", 8, {{kBad, "throw", 50, "on-error=drop breaker-failures=0"}, {kBad, "throwTrap", 11, "breaker-failures=0"},
                     {kBad, "throwEvents", 1, "on-error=drop breaker-failures=0"}}},
      {"fails", 3, {{kBad, "throw", 900, "on-error=fail"}, {kGood, "", 1, ""}}},
      {"disables", 4, {{kBad, "throwLong", 300, "on-error=disable"}, {kBad, "throwLoop", 300, kBrief}}},
      {"loops", 6, {{kBad, "loop", 40, kShort}, {kBad, "sort", 90, kShort}, {kBad, "loop", 200, kBrief}, {kGood, "", 1, ""}}},
      {"recursion", 4, {{kBad, "recursion", 200, kBrief}, {kBad, "throwNothing", 7, kBrief}}},
      {"strings", 3, {{kBad, "leakStrings", 40, kSmall}, {kBad, "leakRopes", 1, kSmall}}},
      {"objects", 3, {{kBad, "leakArrays", 40, kSmall}, {kBad, "leakMaps", 40, kSmall}, {kBad, "leakClosures", 40, kSmall}}},
      {"arrays", 3, {{kBad, "leakTyped", 40, kSmall}, {kGood, "", 1, ""}}},
      {"logs", 4, {{kBad, "logs", 20, ""}, {kBad, "logLong", 200, ""}}},
      {"floods", 4, {{kBad, "labels", 20, ""}, {kBad, "labelsLong", 400, ""}, {kBad, "events", 200, ""}, {kBad, "drawing", 400, ""}}},
      {"lies", 10, {{kBad, "wrongRows", 5, "breaker-failures=0"}, {kBad, "wrongFrames", 5, "breaker-failures=0"},
                    {kBad, "nanBoxes", 5, "breaker-failures=0"}, {kBad, "parents", 5, "breaker-failures=0"}}},
      {"scribbles", 10, {{kBad, "counts", 7, "breaker-failures=0"}, {kBad, "extents", 7, "breaker-failures=0"},
                         {kBad, "scribble", 50, "breaker-failures=0"}, {kBad, "header", 7, "breaker-failures=0"}}},
      {"poison", 6, {{kBad, "pollute", 50, ""}, {kBad, "proxyBundle", 50, ""}, {kBad, "promise", 50, ""}, {kGood, "", 1, ""}}},
      {"host", 4, {{kBad, "hostArguments", 20, ""}, {kBad, "transfer", 50, ""}, {kBad, "packAll", 1, ""}, {kBad, "growAll", 500, ""}}},
      {"saves", 4, {{kBad, "saveThrows", 1, ""}, {kBad, "saveNumber", 1, ""}, {kBad, "saveBroken", 1, ""}, {kBad, "saveLong", 1, ""}}},
      // Lane::disturb kills and stops children of this one.
      {"processes", 3, {{kGood, "", 1, kApart}, {kBad, "throw", 7, kApart}}},
      {"watched", 2, {{kBad, "loop", 60, kApartShort}, {kBad, "regex", 150, kApartShort}, {kGood, "", 1, ""}}},
      {"restores", 3, {{kBad, "restoreThrows", 1, ""}, {kBad, "restoreLoops", 1, kBrief}, {kBad, "saveLoops", 1, kShort}}},
  };
  return lanes;
}

const std::vector<const char*>& leaks() {
  // A process keeps what it has freed: those that need the most at once come first.
  static const std::vector<const char*> tasks = {"growMaps",     "growObjects", "growClosures", "growTexts", "growTyped",
                                                 "leakStrings",  "leakRopes",   "leakArrays",   "leakMaps",  "leakClosures",
                                                 "leakTyped",    "labelsLong",  "events",       "drawing",   "logLong"};
  return tasks;
}

}  // namespace nvts::soak

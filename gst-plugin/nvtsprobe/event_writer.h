// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "support/status.h"

namespace nvts {

// Events as JSON Lines, to a file or to standard output ("-"). Every line is written whole and at once, so that
// `tail -f` and several elements on one file see whole lines only.
class EventWriter {
 public:
  // Truncates an existing file. kIo when it cannot be opened.
  [[nodiscard]] static Result<std::unique_ptr<EventWriter>> open(const std::string& location);
  ~EventWriter();

  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  // `line` without its end of line.
  [[nodiscard]] Status write(const std::string& line);

 private:
  EventWriter(int fd, std::string location) : m_fd(fd), m_location(std::move(location)) {}

  int m_fd;
  std::string m_location;
};

}  // namespace nvts

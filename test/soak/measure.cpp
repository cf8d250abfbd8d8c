// SPDX-License-Identifier: MIT
#include "measure.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace nvts::soak {
namespace {

constexpr double kMb = 1e6;

template <class Visit>
void each_entry(const char* path, const Visit& visit) {
  DIR* folder = opendir(path);
  if (folder == nullptr) return;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] != '.') visit(entry->d_name);
  }
  closedir(folder);
}

size_t count_entries(const char* path) {
  size_t count = 0;
  each_entry(path, [&](const char*) { ++count; });
  return count;
}

double rss_mb(const std::string& process) {
  FILE* file = std::fopen(("/proc/" + process + "/statm").c_str(), "r");
  if (file == nullptr) return 0;
  long size = 0, resident = 0;
  const int read = std::fscanf(file, "%ld %ld", &size, &resident);
  std::fclose(file);
  return read == 2 ? static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / kMb : 0;
}

// The parent and the state of a process, from /proc/<pid>/stat.
bool read_stat(const char* process, int& parent, char& state) {
  FILE* file = std::fopen(("/proc/" + std::string(process) + "/stat").c_str(), "r");
  if (file == nullptr) return false;
  char line[512] = "";
  const bool read = std::fgets(line, sizeof line, file) != nullptr;
  std::fclose(file);
  // The name stands in brackets and may hold anything.
  const std::string text(line);
  const size_t name_end = text.rfind(')');
  return read && name_end != std::string::npos && std::sscanf(line + name_end + 1, " %c %d", &state, &parent) == 2;
}

std::string program_of(const std::string& process) {
  char path[256] = "";
  const ssize_t length = readlink(("/proc/" + process + "/exe").c_str(), path, sizeof path - 1);
  return length > 0 ? std::string(path, static_cast<size_t>(length)) : std::string();
}

}  // namespace

double own_rss_mb() { return rss_mb("self"); }

Usage usage() {
  Usage now;
  now.rss_mb = own_rss_mb();
  now.files = count_entries("/proc/self/fd");
  now.threads = count_entries("/proc/self/task");
  each_entry("/proc", [&](const char* name) {
    int parent = 0;
    char state = 0;
    if (std::atoi(name) <= 0 || !read_stat(name, parent, state) || parent != getpid()) return;
    ++now.children;
    if (state == 'Z') ++now.zombies;
    now.rss_mb += rss_mb(name);
  });
  return now;
}

std::map<std::string, unsigned> open_files() {
  std::map<std::string, unsigned> files;
  each_entry("/proc/self/fd", [&](const char* name) {
    char target[256] = "";
    const ssize_t length = readlink((std::string("/proc/self/fd/") + name).c_str(), target, sizeof target - 1);
    if (length > 0) ++files[target];
  });
  return files;
}

std::vector<int> children() {
  const std::string own = program_of("self");
  std::vector<int> found;
  each_entry("/proc", [&](const char* name) {
    int parent = 0;
    char state = 0;
    const int process = std::atoi(name);
    if (process <= 0 || !read_stat(name, parent, state) || parent != getpid() || state == 'Z') return;
    if (program_of(name) != own) found.push_back(process);
  });
  return found;
}

Slope fit(const std::vector<double>& x, const std::vector<double>& y, size_t blocks) {
  const size_t count = std::min(blocks, x.size());
  if (count < 3) return {};
  std::vector<double> mean_x(count, 0), mean_y(count, 0);
  double centre_x = 0, centre_y = 0;
  for (size_t block = 0; block < count; ++block) {
    const size_t begin = block * x.size() / count, end = (block + 1) * x.size() / count;
    for (size_t i = begin; i < end; ++i) {
      mean_x[block] += x[i] / static_cast<double>(end - begin);
      mean_y[block] += y[i] / static_cast<double>(end - begin);
    }
    centre_x += mean_x[block] / static_cast<double>(count);
    centre_y += mean_y[block] / static_cast<double>(count);
  }
  double xx = 0, xy = 0;
  for (size_t block = 0; block < count; ++block) {
    xx += (mean_x[block] - centre_x) * (mean_x[block] - centre_x);
    xy += (mean_x[block] - centre_x) * (mean_y[block] - centre_y);
  }
  if (xx == 0) return {};
  const double slope = xy / xx;
  double rest = 0;
  for (size_t block = 0; block < count; ++block) {
    const double miss = mean_y[block] - centre_y - slope * (mean_x[block] - centre_x);
    rest += miss * miss;
  }
  return {slope, std::sqrt(rest / static_cast<double>(count - 2) / xx)};
}

double percentile(std::vector<float> samples, double part) {
  if (samples.empty()) return 0;
  const auto index = static_cast<ptrdiff_t>(part * static_cast<double>(samples.size() - 1));
  std::nth_element(samples.begin(), samples.begin() + index, samples.end());
  return samples[static_cast<size_t>(index)];
}

}  // namespace nvts::soak

// SPDX-License-Identifier: MIT
// Runs a fuzz target over files, then for a while over random changes of them: always the same ones, so that a run can
// be had again. An input that ends the process or never ends is left in the working folder as crash-<target>.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "fuzz.h"

namespace {

using Bytes = std::vector<uint8_t>;

constexpr unsigned kHangSeconds = 30;
constexpr size_t kMaxBytes = 4096;

std::string g_crash_file;
const Bytes* g_input = nullptr;

void keep_input(int signal) {
  const int file = open(g_crash_file.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0644);
  if (file >= 0 && g_input != nullptr) {
    [[maybe_unused]] const ssize_t written = write(file, g_input->data(), g_input->size());
    close(file);
  }
  constexpr char kMessage[] = "the input is in ";
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
  written = write(STDERR_FILENO, g_crash_file.data(), g_crash_file.size());
  written = write(STDERR_FILENO, "\n", 1);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const Bytes& input) {
  g_input = &input;
  alarm(kHangSeconds);
  LLVMFuzzerTestOneInput(input.data(), input.size());
  alarm(0);
  g_input = nullptr;
}

Bytes read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

// What inputs of text and of numbers are apt to go wrong with.
const std::vector<std::string> kTokens = {
    "1e308", "-1", "null", "[]", "{}", "\"\"", "NaN", "1e-400", "99999999999999999999", "\\ud800", "\\u0000", "\"",
    "\xff\xfe", "\xed\xa0\x80", "\n", ",", ":", "%%", "- ", "&a", "*a", "AAAA", ";;", std::string(1, '\0'),
    std::string(4, '\xff'), std::string("\0\0\0\x80", 4), std::string("\xff\xff\xff\x7f", 4), std::string(100, '['),
    std::string("\0\0\xc0\x7f", 4), std::string("\0\0\x80\x7f", 4)};

class Mutator {
 public:
  explicit Mutator(const std::vector<Bytes>& seeds) : m_seeds(seeds) {}

  Bytes next() {
    Bytes bytes = m_seeds[below(m_seeds.size())];
    for (size_t changes = 1 + below(6); changes > 0; --changes) change(bytes);
    if (bytes.size() > kMaxBytes) bytes.resize(kMaxBytes);
    return bytes;
  }

 private:
  size_t below(size_t count) { return count == 0 ? 0 : m_random() % count; }
  auto place(Bytes& bytes) { return bytes.begin() + static_cast<ptrdiff_t>(below(bytes.size() + 1)); }

  void change(Bytes& bytes) {
    const auto at = place(bytes);
    const auto left = static_cast<size_t>(bytes.end() - at);
    switch (below(6)) {
      case 0:
        if (left > 0) *at = static_cast<uint8_t>(m_random());
        break;
      case 1:
        if (left > 0) *at ^= static_cast<uint8_t>(1u << below(8));
        break;
      case 2:
        bytes.erase(at, at + static_cast<ptrdiff_t>(below(std::min<size_t>(left, 40) + 1)));
        break;
      case 3: {
        const std::string& token = kTokens[below(kTokens.size())];
        bytes.insert(at, token.begin(), token.end());
        break;
      }
      case 4: {
        const Bytes& other = m_seeds[below(m_seeds.size())];
        const size_t begin = below(other.size() + 1);
        const size_t length = below(std::min<size_t>(other.size() - begin, 200) + 1);
        const Bytes part(other.begin() + static_cast<ptrdiff_t>(begin), other.begin() + static_cast<ptrdiff_t>(begin + length));
        bytes.insert(at, part.begin(), part.end());
        break;
      }
      default: {
        Bytes random(below(16));
        for (uint8_t& byte : random) byte = static_cast<uint8_t>(m_random());
        bytes.insert(at, random.begin(), random.end());
        break;
      }
    }
  }

  const std::vector<Bytes>& m_seeds;
  std::minstd_rand m_random{20240101};
};

int usage(const char* name) {
  std::fprintf(stderr, "usage: %s [--milliseconds N] FILE|FOLDER...\n", name);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path program(argv[0]);
  g_crash_file = (std::filesystem::current_path() / ("crash-" + program.filename().string())).string();
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM}) std::signal(signal, keep_input);

  long milliseconds = 0;
  std::vector<Bytes> seeds;
  for (int i = 1; i < argc; ++i) {
    const std::string argument(argv[i]);
    if (argument == "--milliseconds" && i + 1 < argc) {
      milliseconds = std::atol(argv[++i]);
    } else if (argument.rfind("--", 0) == 0) {
      return usage(argv[0]);
    } else if (std::filesystem::is_directory(argument)) {
      std::vector<std::filesystem::path> files;
      for (const auto& entry : std::filesystem::directory_iterator(argument)) files.push_back(entry.path());
      std::sort(files.begin(), files.end());
      for (const auto& file : files) seeds.push_back(read(file));
    } else if (std::filesystem::exists(argument)) {
      seeds.push_back(read(argument));
    }
  }
  if (seeds.empty()) return usage(argv[0]);
  for (const Bytes& seed : seeds) run(seed);

  using Clock = std::chrono::steady_clock;
  const Clock::time_point end = Clock::now() + std::chrono::milliseconds(milliseconds);
  Mutator mutator(seeds);
  size_t runs = 0;
  for (; Clock::now() < end; ++runs) run(mutator.next());
  std::printf("%zu files and %zu changes of them\n", seeds.size(), runs);
  return 0;
}

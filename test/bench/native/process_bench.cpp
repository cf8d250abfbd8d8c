// SPDX-License-Identifier: MIT
// What a script in a process of its own costs a batch, against the same script in this process: in turns, from NvDs
// lists to committed results. Arguments: the bundle of scripts/line-crossing.ts, the script host's program.
#include <gst/gst.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "process/remote_host.h"
#include "script_run.h"
#include "timing.h"

namespace {

using nvts::Result;
using nvts::bench::median;
using nvts::bench::now_ns;
using nvts::bench::require;
using nvts::bench::ScriptRun;
namespace host = nvts::host;

// Until the engines have compiled the script for good.
constexpr int kWarmUpBatches = 8000;
constexpr int kBatches = 4001;
constexpr int kPacedBatches = 401;
// Between two batches of a live stream both processes sleep.
constexpr std::chrono::milliseconds kPace{5};
constexpr double kDeadlineMs = 1000;

class Run {
 public:
  // In a process of its own when `program` names one.
  Run(const host::Bundle& bundle, uint32_t objects, const char* params, const std::string& program)
      : m_run(objects) {
    const host::Options options = ScriptRun::options(kDeadlineMs);
    if (program.empty()) {
      std::unique_ptr<host::Host> made;
      require(host::Host::create(bundle, params, m_run.table, m_run.services(), options, &made));
      m_run.script = std::move(made);
    } else {
      nvts::parser::LoadedScript made;
      require(nvts::process::RemoteHost::create(program, bundle, params, m_run.table, m_run.services(), options, &made));
      m_run.script = std::move(made.processor);
    }
  }

  // ns a batch
  double batch() {
    GstBuffer* buffer = m_run.scene.walk();
    const double started = now_ns();
    require(m_run.pack(buffer));
    m_edited += m_run.finish().objects_edited;
    return now_ns() - started;
  }

  [[nodiscard]] uint64_t edited() const { return m_edited; }

 private:
  ScriptRun m_run;
  uint64_t m_edited = 0;
};

struct Cost {
  double inside;   // ns a batch
  double process;  // likewise
  double difference;
};

Cost compare(Run& inside, Run& process, int batches, std::chrono::milliseconds pace) {
  std::vector<double> of_inside;
  std::vector<double> of_process;
  std::vector<double> differences;
  for (int i = 0; i < batches; ++i) {
    if (pace.count() != 0) std::this_thread::sleep_for(pace);
    of_inside.push_back(inside.batch());
    if (pace.count() != 0) std::this_thread::sleep_for(pace);
    of_process.push_back(process.batch());
    differences.push_back(of_process.back() - of_inside.back());
  }
  return {median(of_inside), median(of_process), median(differences)};
}

void print(const char* name, const Cost& cost) {
  std::printf("\"%s\":{\"insideUs\":%.2f,\"processUs\":%.2f,\"differenceUs\":%.2f}", name, cost.inside / 1e3,
              cost.process / 1e3, cost.difference / 1e3);
}

void measure(const host::Bundle& bundle, uint32_t objects, const char* program) {
  constexpr const char* kParams = "{\"mark\":true}";
  Run inside(bundle, objects, kParams, "");
  Run process(bundle, objects, kParams, program);
  for (int i = 0; i < kWarmUpBatches; ++i) {
    inside.batch();
    process.batch();
  }
  std::printf("\"%u\":{", objects);
  print("busy", compare(inside, process, kBatches, {}));
  std::printf(",");
  print("paced", compare(inside, process, kPacedBatches, kPace));
  std::printf("}");
  if (inside.edited() == process.edited() && inside.edited() != 0) return;
  nvts::bench::fail("the two did not do the same");
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s <bundle> <script host>\n", argv[0]);
    return 2;
  }
  const Result<host::Bundle> bundle = host::load_bundle(argv[1]);
  require(bundle.status());
  std::printf("{");
  measure(*bundle, 20, argv[2]);
  std::printf(",");
  measure(*bundle, 1000, argv[2]);
  std::printf("}\n");
  return 0;
}

// SPDX-License-Identifier: MIT
// A script host that has been taken over: what it does instead of its work stands in the bundle.
#include <linux/futex.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <csignal>

#include <atomic>
#include <chrono>
#include <climits>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "process/channel.h"
#include "process/child_process.h"
#include "process/parser_message.h"
#include "process/protocol.h"
#include "process/table_message.h"

using namespace nvts;
using namespace nvts::process;
using table::Section;

namespace {

struct Taken {
  std::unique_ptr<Channel> channel;
  table::FrameTable table;
  TableLink link;

  Writer well() {
    Writer writer = channel->writer();
    put(writer, std::optional<host::ScriptError>());
    return writer;
  }
  Writer answer(uint64_t kind = 0) {
    Writer writer = well();
    writer.put(uint32_t{table::kGroupCore});
    writer.put(kind);
    writer.put_text("");
    writer.put(true);
    return writer;
  }
  void post(Message kind, const Writer& writer) { channel->post(static_cast<uint32_t>(kind), writer); }
  // What the script's parser is told of a model, as it should be.
  void finish_model() {
    Writer writer = well();
    put_model_info(writer, {});
    post(Message::kDone, writer);
  }
  // A parser's results by hand: these numbers of rows and values, and so many bytes.
  Writer parsed(uint32_t rows, uint32_t values, size_t bytes) {
    Writer writer = well();
    writer.put(rows);
    writer.put(values);
    if (uint8_t* room = writer.room(bytes)) std::memset(room, 0xff, bytes);
    return writer;
  }
  void finish() {
    Writer writer = answer();
    write_results(table, link, writer);
    post(Message::kDone, writer);
  }
  // Results by hand: no strings, then the rows each section shall have, in the message or in the shared block.
  Writer results(const table::Capacities& rows, bool stay = false) {
    Writer writer = answer();
    writer.put(table.strings().generation());
    writer.put(table.strings().size());
    writer.put(table.strings().size());
    for (const uint32_t count : rows) writer.put(count);
    writer.put(stay);
    for (size_t s = 0; s < rows.size() && !stay; ++s) writer.put(0xffffffffu);
    return writer;
  }
};

table::Capacities with(table::Capacities rows, Section section, uint32_t count) {
  rows[static_cast<size_t>(section)] = count;
  return rows;
}

// Over its answer, again and again, from before it is sent.
void write_on(Taken& t, uint8_t* area, size_t bytes) {
  static std::atomic<bool> started = false;
  if (!started.exchange(true)) {
    std::thread([=] {
      for (uint8_t byte = 0;; ++byte) std::memset(area, byte, bytes);
    }).detach();
  }
  t.finish();
}

const std::map<std::string, std::function<void(Taken&)>> kDeeds = {
    {"ends", [](Taken&) { ::_exit(0); }},
    {"crashes", [](Taken&) { std::raise(SIGSEGV); }},
    {"unknown message", [](Taken& t) { t.post(static_cast<Message>(77), t.channel->writer()); }},
    {"empty answer", [](Taken& t) { t.post(Message::kDone, t.channel->writer()); }},
    {"packs nonsense",
     [](Taken& t) {
       Writer writer = t.channel->writer();
       writer.put(~0u);
       t.post(Message::kPack, writer);
     }},
    {"more frames",
     [](Taken& t) { t.post(Message::kDone, t.results(with(t.link.rows, Section::kFrames, 4096))); }},
    {"fewer rows",
     [](Taken& t) { t.post(Message::kDone, t.results(with(t.link.rows, Section::kObjects, 0))); }},
    {"rows that it does not send",
     [](Taken& t) { t.post(Message::kDone, t.results(with(t.link.rows, Section::kText, 16777216))); }},
    {"too many rows",
     [](Taken& t) {
       Writer writer = t.results(with(t.link.rows, Section::kEdits, 0xffffffff));
       static_cast<void>(writer.room(Channel::kMaxMessageBytes - writer.used()));
       t.post(Message::kDone, writer);
     }},
    {"rows beyond the shared block",
     [](Taken& t) {
       const uint32_t beyond = t.link.shared->capacity(Section::kEdits) + 1;
       t.post(Message::kDone, t.results(with(t.link.rows, Section::kEdits, beyond), true));
     }},
    {"edits of rows that are not",
     [](Taken& t) {
       Writer writer = t.results(with(t.link.rows, Section::kEdits, 1));
       writer.put(0xffffffffu);
       t.post(Message::kDone, writer);
     }},
    {"edits of rows that are not in the shared block",
     [](Taken& t) {
       t.table.set_count(Section::kEdits, 1);
       t.table.edits().row[0] = 0xffffffff;
       t.finish();
     }},
    {"another string in place of one",
     [](Taken& t) {
       Writer writer = t.answer();
       writer.put(t.table.strings().generation());
       writer.put(uint32_t{0});
       writer.put(uint32_t{1});
       writer.put_text("instead");
       t.post(Message::kDone, writer);
     }},
    {"rings without end",
     [](Taken& t) {
       // The element waits on the first word behind its own.
       const uint8_t* controls = t.link.memory - 2 * Channel::kMaxMessageBytes - 4096;
       const char bells[4096] = {};
       for (;;) {
         static_cast<void>(::send(t.channel->socket(), bells, sizeof bells, MSG_NOSIGNAL | MSG_DONTWAIT));
         ::syscall(SYS_futex, controls + 64, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
       }
     }},
    {"logs without end",
     [](Taken& t) {
       for (;;) {
         Writer writer = t.channel->writer();
         writer.put(uint32_t{2});
         writer.put_text("\xff again");
         t.post(Message::kLog, writer);
         static_cast<void>(t.channel->wait(std::chrono::milliseconds(-1)));
       }
     }},
    {"sleeps", [](Taken&) { ::pause(); }},
    {"loops", [](Taken&) { for (std::atomic<int> i = 0;;) ++i; }},
    {"goes on writing", [](Taken& t) { write_on(t, t.channel->writer().room(1), 4096); }},
    {"goes on writing rows",
     [](Taken& t) {
       t.table.set_count(Section::kEdits, t.table.capacity(Section::kEdits));
       t.table.set_count(Section::kEvents, t.table.capacity(Section::kEvents));
       write_on(t, t.link.memory, t.table.block().bytes());
     }},
};

// Of a parser: when it is told a model, when it has tensors.
struct ParserDeed {
  std::function<void(Taken&)> model = [](Taken& t) { t.finish_model(); };
  std::function<void(Taken&)> parse = {};
};
const std::map<std::string, ParserDeed> kParserDeeds = {
    {"parser ends", {.parse = [](Taken&) { ::_exit(0); }}},
    {"parser loops", {.parse = [](Taken&) { for (std::atomic<int> i = 0;;) ++i; }}},
    {"parser sends nothing", {.parse = [](Taken& t) { t.post(Message::kDone, t.channel->writer()); }}},
    {"parser packs",
     {.parse = [](Taken& t) {
       Writer writer = t.channel->writer();
       writer.put(uint32_t{table::kGroupCore});
       t.post(Message::kPack, writer);
     }}},
    {"rows that a parser does not send", {.parse = [](Taken& t) { t.post(Message::kDone, t.parsed(65536, 0, 64)); }}},
    {"a parser's too many rows", {.parse = [](Taken& t) { t.post(Message::kDone, t.parsed(0xffffffff, 0, 4096)); }}},
    {"a parser's too many values", {.parse = [](Taken& t) { t.post(Message::kDone, t.parsed(0, 0xffffffff, 4096)); }}},
    {"a parser's boxes that are none", {.parse = [](Taken& t) { t.post(Message::kDone, t.parsed(1, 0, 4096)); }}},
    {"keypoints without end",
     {.model = [](Taken& t) {
       parser::ParserInfo info;
       info.format.keypoints = 0xffffffff;
       Writer writer = t.well();
       put_model_info(writer, info);
       t.post(Message::kDone, writer);
     }}},
    {"labels without end",
     {.model = [](Taken& t) {
       Writer writer = t.well();
       writer.put(uint64_t{0});
       writer.put_text("");
       writer.put(uint32_t{1});
       writer.put(0xffffffffu);
       static_cast<void>(writer.room(64 << 20));
       t.post(Message::kDone, writer);
     }}},
    {"labels of megabytes",
     {.model = [](Taken& t) {
       parser::ParserInfo info;
       info.labels.resize(1);
       for (int i = 0; i < 16; ++i) info.labels[0].emplace_back(size_t{1} << 20, '\xff');
       Writer writer = t.well();
       put_model_info(writer, info);
       t.post(Message::kDone, writer);
     }}},
    {"a label of a megabyte",
     {.model = [](Taken& t) {
       parser::ParserInfo info;
       info.labels = {{std::string(size_t{1} << 20, 'x')}};
       Writer writer = t.well();
       put_model_info(writer, info);
       t.post(Message::kDone, writer);
     }}},
    {"a parser goes on writing",
     {.parse = [](Taken& t) {
       uint8_t* area = t.channel->writer().room(1);
       static std::atomic<bool> started = false;
       if (!started.exchange(true)) {
         std::thread([area] {
           for (uint8_t byte = 0;; ++byte) std::memset(area, byte, 4096);
         }).detach();
       }
       t.post(Message::kDone, t.parsed(1, 0, 56));
     }}},
};

}  // namespace

int main() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto channel = Channel::open(FileDescriptor::adopt(kMemoryFd), FileDescriptor::adopt(kSocketFd));
  if (!channel) return 2;
  Taken taken{.channel = *std::move(channel), .table = {}, .link = {}};
  taken.link.memory = taken.channel->table_memory();
  const std::function<void(Taken&)>* deed = nullptr;
  const ParserDeed* parser_deed = nullptr;
  for (;;) {
    if (taken.channel->wait(std::chrono::milliseconds(-1)) != Channel::Arrival::kMessage) return 3;
    Reader reader(taken.channel->bytes());
    const auto call = static_cast<Message>(taken.channel->kind());
    if (parser_deed != nullptr) {
      (call == Message::kModel ? parser_deed->model : parser_deed->parse)(taken);
      continue;
    }
    if (!read_batch(reader, true, call != Message::kRun, taken.link, taken.table)) return 4;
    if (call == Message::kLoad) {
      const LoadRequest request = get_load_request(reader);
      const auto parser = kParserDeeds.find(request.bundle.code);
      if (parser != kParserDeeds.end()) {
        parser_deed = &parser->second;
        Writer writer = taken.answer(kind_number(parser::Output::kDetections));
        write_results(taken.table, taken.link, writer);
        taken.post(Message::kDone, writer);
        continue;
      }
      const auto found = kDeeds.find(request.bundle.code);
      if (found == kDeeds.end()) return 5;
      deed = &found->second;
      taken.finish();
    } else {
      (*deed)(taken);
    }
  }
}

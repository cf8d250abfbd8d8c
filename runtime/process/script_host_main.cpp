// SPDX-License-Identifier: MIT
// nvts-script-host: the program that runs one script for an element in another process.
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include "host/host.h"
#include "jsc/context.h"
#include "parser/load_script.h"
#include "process/channel.h"
#include "process/child_process.h"
#include "process/parser_message.h"
#include "process/protocol.h"
#include "process/sandbox.h"
#include "process/table_message.h"
#include "support/thread.h"

namespace nvts::process {
namespace {

enum ExitCode { kNoElement = 2, kElementGone = 3, kBadMessage = 4, kNoThread = 5 };

// Leaves the processor to others, and still gets on where they want all of it.
constexpr int kBackgroundNice = 10;

// The element is trusted: what it sends is right, or this program is of another version.
[[noreturn]] void end(ExitCode code) {
  ::_exit(code);
}

class Server {
 public:
  explicit Server(std::unique_ptr<Channel> channel) : m_channel(std::move(channel)) {
    m_link.memory = m_channel->table_memory();
  }

  [[noreturn]] void serve() {
    for (;;) {
      const Message call = next();
      Reader reader(m_channel->bytes());
      if (call == Message::kHeap) {
        reply({}, {}, m_script.parser != nullptr ? m_script.parser->heap_bytes() : m_script.processor != nullptr ? m_script.processor->heap_bytes() : 0);
        continue;
      }
      if (m_script.parser != nullptr && call == Message::kModel) {
        const parser::Model model = get_model(reader);
        if (!reader.good()) end(kBadMessage);
        tell_model(model);
        continue;
      }
      if (m_script.parser != nullptr && call == Message::kParse) {
        parse(reader);
        continue;
      }
      if (call == Message::kShareTime) {
        if (m_script.processor == nullptr) end(kBadMessage);
        if (reader.get<uint8_t>() != 0) m_script.processor->begin_shared_time(reader.get<double>());
        else m_script.processor->end_shared_time();
        reply({}, {}, 0);
        continue;
      }
      const bool begins_batch = call != Message::kRun;
      if (!read_batch(reader, /*begins_call=*/true, begins_batch, m_link, m_table)) end(kBadMessage);
      if (call == Message::kLoad) {
        load(reader);
        continue;
      }
      if (m_script.processor == nullptr) end(kBadMessage);
      std::string text;
      std::optional<host::ScriptError> error;
      switch (call) {
        case Message::kRun: error = m_script.processor->run_batch(); break;
        case Message::kNotify: {
          const auto hook = reader.get<uint32_t>();
          error = m_script.processor->notify(hook, reader.get_text());
          break;
        }
        case Message::kSave: error = m_script.processor->save(&text); break;
        case Message::kRestore: error = m_script.processor->restore(reader.get_text()); break;
        default: end(kBadMessage);
      }
      reply_with_results(error, text);
    }
  }

 private:
  Message next() {
    if (m_channel->wait(std::chrono::milliseconds(-1)) != Channel::Arrival::kMessage) end(kElementGone);
    return static_cast<Message>(m_channel->kind());
  }

  void load(Reader& reader) {
    const LoadRequest request = get_load_request(reader);
    if (!reader.good() || m_script.processor != nullptr || m_script.parser != nullptr) end(kBadMessage);
    host::Services services;
    services.log = [this](host::LogLevel level, std::string_view text) { log(level, text); };
    services.pack_more = [this](uint32_t groups) { return pack(groups); };
    // The engine starts threads and reads files as it begins; later it does not.
    { const jsc::Context first; }
    std::optional<host::ScriptError> error;
    const auto create = [&] {
      // Before any code of the script.
      const Status locked = forbid_system_calls();
      if (!locked) log(host::LogLevel::kWarning, locked.message());
      error = parser::load_script(request.bundle, request.params, m_table, std::move(services), request.options, &m_script);
    };
    // A thread of its own has the low priority: only root may raise one again.
    std::binary_semaphore done(0);
    const bool started = request.in_background && start_thread([&] {
      static_cast<void>(::setpriority(PRIO_PROCESS, 0, kBackgroundNice));
      create();
      done.release();
    });
    if (started) done.acquire();
    else create();
    if (m_script.parser != nullptr) {
      reply(error, m_script.parser->info().name, kind_number(m_script.parser->output()));
    } else {
      reply_with_results(error, m_script.processor != nullptr ? m_script.processor->name() : std::string());
    }
  }

  void tell_model(const parser::Model& model) {
    const auto error = m_script.parser->set_model(model);
    m_layer_bytes.clear();
    Writer writer = m_channel->writer();
    put(writer, error);
    if (!error) {
      for (const parser::Layer& layer : model.layers) m_layer_bytes.push_back(parser::layer_bytes(layer));
      put_model_info(writer, m_script.parser->info());
    }
    m_channel->post(static_cast<uint32_t>(Message::kDone), writer);
  }

  // The tensors stay where they came until the next message. They are taken back from the script before it is called again.
  void parse(Reader& reader) {
    const auto sharing = static_cast<Sharing>(reader.get<uint8_t>());
    if (sharing != Sharing::kGoesOn) m_script.parser->end_shared_time();
    if (sharing == Sharing::kBegins) m_script.parser->begin_shared_time();
    m_tensors.clear();
    for (const size_t bytes : m_layer_bytes) {
      reader.align(kTensorAlignment);
      m_tensors.push_back(reader.take(bytes));
    }
    if (!reader.good()) end(kBadMessage);
    const auto error = m_script.parser->parse(m_tensors);
    Writer writer = m_channel->writer();
    put(writer, error);
    if (!error) put_results(writer, m_script.parser->results());
    m_channel->post(static_cast<uint32_t>(Message::kDone), writer);
  }

  void reply(const std::optional<host::ScriptError>& error, std::string_view text, uint64_t number) {
    Writer writer = m_channel->writer();
    put_answer(writer, error, text, number);
    writer.put(false);
    m_channel->post(static_cast<uint32_t>(Message::kDone), writer);
  }

  void reply_with_results(const std::optional<host::ScriptError>& error, std::string_view text) {
    Writer writer = m_channel->writer();
    put_answer(writer, error, text, 0);
    writer.put(true);
    write_results(m_table, m_link, writer);
    if (!writer.fits()) end(kBadMessage);
    m_channel->post(static_cast<uint32_t>(Message::kDone), writer);
  }

  void put_answer(Writer& writer, const std::optional<host::ScriptError>& error, std::string_view text,
                  uint64_t number) const {
    put(writer, error);
    writer.put(m_script.processor != nullptr ? m_script.processor->groups() : uint32_t{0});
    writer.put(number);
    writer.put_text(text);
  }

  void log(host::LogLevel level, std::string_view text) {
    Writer writer = m_channel->writer();
    writer.put(static_cast<uint32_t>(level));
    writer.put_text(text);
    m_channel->post(static_cast<uint32_t>(Message::kLog), writer);
    if (next() != Message::kLogged) end(kBadMessage);
  }

  Status pack(uint32_t groups) {
    Writer writer = m_channel->writer();
    writer.put(groups);
    write_results(m_table, m_link, writer);
    if (!writer.fits()) end(kBadMessage);
    m_channel->post(static_cast<uint32_t>(Message::kPack), writer);
    if (next() != Message::kPacked) end(kBadMessage);
    Reader reader(m_channel->bytes());
    Status status = get_status(reader);
    if (status && !read_batch(reader, /*begins_call=*/false, /*begins_batch=*/false, m_link, m_table)) end(kBadMessage);
    return status;
  }

  std::unique_ptr<Channel> m_channel;
  table::FrameTable m_table;
  TableLink m_link;
  parser::LoadedScript m_script;
  std::vector<size_t> m_layer_bytes;
  std::vector<const void*> m_tensors;
};

// A script that the engine cannot stop must not outlive the element's process. No death signal of the kernel: that
// comes when the thread ends that started us, and elements build scripts on threads that come and go.
void end_with_the_element(int socket) {
  // What the element's process forks may keep the other end open: then the parent is another one.
  constexpr int kLookEveryMs = 1000;
  const bool started = start_thread([socket, parent = ::getppid()] {
    pollfd peer{socket, 0, 0};
    for (;;) {
      const int count = ::poll(&peer, 1, kLookEveryMs);
      const bool has_failed = count < 0 && errno != EINTR;
      if (has_failed || (count > 0 && peer.revents != 0) || ::getppid() != parent) end(kElementGone);
    }
  });
  if (!started) end(kNoThread);
}

}  // namespace
}  // namespace nvts::process

int main() {
  using namespace nvts;
  using namespace nvts::process;
  close_descriptors_from(kSocketFd + 1);
  auto channel = Channel::open(FileDescriptor::adopt(kMemoryFd), FileDescriptor::adopt(kSocketFd));
  if (!channel) {
    std::fprintf(stderr, "nvts-script-host is run by nvtsprobe, not by hand\n");
    return kNoElement;
  }
  lower_limits();
  end_with_the_element(kSocketFd);
  Server(*std::move(channel)).serve();
}

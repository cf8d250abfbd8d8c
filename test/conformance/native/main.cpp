// SPDX-License-Identifier: MIT
// The element's host for the conformance suite: a request in a line of JSON, its answer in a line. What the element does
// between two pads is done here without them: NvDs metadata in, the script, NvDs metadata out.
//
//   {"op":"open","bundle":path,"params":json,"element":name,"seed":n,"grant":names,"deadlineMs":n,"memoryMb":n,"process":bool}
//   {"op":"push","line":line of a recording}   {"op":"notify","hook":n,"data":json}   {"op":"forget","source":n}
//   {"op":"save"}   {"op":"restore","state":text}
//
// An answer holds "error" with code, message, hook and frame, or what the call gave: "events", "line", "state"; and "logs".
#include <gst/gst.h>

#include <cstdio>
#include <iostream>
#include <map>
#include <string>

#include "session.h"
#include "support/json.h"

namespace {

using nvts::conformance::Answer;
using nvts::conformance::Session;
using nvts::conformance::Settings;
namespace json = nvts::json;

using Request = std::map<std::string, std::string, std::less<>>;

std::string text(const Request& request, std::string_view key) {
  const auto found = request.find(key);
  if (found == request.end()) return {};
  const auto value = json::string_value(found->second);
  return value ? *value : found->second;
}

double number(const Request& request, std::string_view key) {
  return std::strtod(text(request, key).c_str(), nullptr);
}

Answer open(const Request& request, std::unique_ptr<Session>& session) {
  Settings settings;
  settings.bundle = text(request, "bundle");
  settings.params = text(request, "params");
  settings.element = text(request, "element");
  settings.grant = text(request, "grant");
  settings.seed = static_cast<uint32_t>(number(request, "seed"));
  settings.deadline_ms = number(request, "deadlineMs");
  settings.memory_mb = static_cast<uint64_t>(number(request, "memoryMb"));
  settings.own_process = text(request, "process") == "true";
  session = std::make_unique<Session>();
  Answer answer = session->open(settings);
  if (answer.error) session.reset();
  return answer;
}

Answer serve(const Request& request, std::unique_ptr<Session>& session) {
  const std::string op = text(request, "op");
  if (op == "open") return open(request, session);
  if (session == nullptr) return Session::refuse("no script is open");
  if (op == "push") return session->push(text(request, "line"));
  if (op == "notify") return session->notify(static_cast<uint32_t>(number(request, "hook")), text(request, "data"));
  if (op == "forget") return session->forget(static_cast<uint32_t>(number(request, "source")));
  if (op == "save") return session->save();
  if (op == "restore") return session->restore(text(request, "state"));
  return Session::refuse("there is no operation '" + op + "'");
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  std::unique_ptr<Session> session;
  for (std::string line; std::getline(std::cin, line);) {
    const auto members = json::members(line);
    Request request;
    if (members) {
      for (const json::Member& member : *members) request.emplace(member.key, member.value);
    }
    const Answer answer = members ? serve(request, session) : Session::refuse(members.status().message());
    std::cout << nvts::conformance::to_json(answer) << std::endl;
  }
}

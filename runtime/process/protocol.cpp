// SPDX-License-Identifier: MIT
#include "process/protocol.h"

#include "support/utf8.h"

namespace nvts::process {
namespace {

// Both programs are of one build.
static_assert(std::is_trivially_copyable_v<host::Grants>);

constexpr size_t kMaxNameBytes = 256;
constexpr size_t kMaxErrorBytes = size_t{256} << 10;

}  // namespace

void put(Writer& writer, const LoadRequest& request) {
  writer.put_text(request.bundle.path);
  writer.put_text(request.bundle.code);
  writer.put_text(request.bundle.source_map);
  writer.put_text(request.bundle.map_folder);
  writer.put_text(request.params);
  writer.put_text(request.options.element);
  writer.put(request.options.time_limit_ms);
  writer.put(request.options.setup_time_limit_ms);
  writer.put(request.options.memory_limit_bytes);
  writer.put_bytes(&request.options.grants, sizeof request.options.grants);
  writer.put(request.options.seed);
  writer.put(request.in_background);
}

LoadRequest get_load_request(Reader& reader) {
  LoadRequest request;
  request.bundle.path = reader.get_text();
  request.bundle.code = reader.get_text();
  request.bundle.source_map = reader.get_text();
  request.bundle.map_folder = reader.get_text();
  request.params = reader.get_text();
  request.options.element = reader.get_text();
  request.options.time_limit_ms = reader.get<double>();
  request.options.setup_time_limit_ms = reader.get<double>();
  request.options.memory_limit_bytes = reader.get<uint64_t>();
  if (const uint8_t* grants = reader.take(sizeof request.options.grants)) {
    std::memcpy(&request.options.grants, grants, sizeof request.options.grants);
  }
  request.options.seed = reader.get<uint32_t>();
  request.in_background = reader.get<uint8_t>() != 0;
  return request;
}

void put(Writer& writer, const Status& status) {
  writer.put_text(error_code_name(status.code()));
  writer.put_text(status.message());
}

Status get_status(Reader& reader) {
  const std::string code(reader.get_text().substr(0, kMaxNameBytes));
  std::string message = get_utf8(reader, kMaxErrorBytes);
  if (code == error_code_name(ErrorCode::kOk)) return Status::ok();
  return {error_code_from_name(code.c_str()), std::move(message)};
}

void put(Writer& writer, const std::optional<host::ScriptError>& error) {
  writer.put(error.has_value());
  if (!error) return;
  put(writer, error->status);
  writer.put_text(error->hook);
  writer.put(error->frame);
  writer.put_text(error->location);
  writer.put_text(error->stack);
  writer.put(error->discard);
}

std::optional<host::ScriptError> get_error(Reader& reader) {
  if (reader.get<uint8_t>() == 0) return std::nullopt;
  host::ScriptError error;
  error.status = get_status(reader);
  if (error.status) error.status = {ErrorCode::kScript, "failed"};
  error.hook = get_utf8(reader, kMaxNameBytes);
  error.frame = reader.get<int32_t>();
  error.location = get_utf8(reader, kMaxErrorBytes);
  error.stack = get_utf8(reader, kMaxErrorBytes);
  error.discard = reader.get<uint8_t>() != 0;
  return error;
}

std::string get_utf8(Reader& reader, size_t max_bytes) {
  const std::string_view text = reader.get_text().substr(0, max_bytes);
  return is_utf8(text) ? std::string(text) : to_utf8(text);
}

}  // namespace nvts::process

// SPDX-License-Identifier: MIT
#include "recording/npz_file.h"

#include <zlib.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unistd.h>

namespace nvts::recording {
namespace {

constexpr size_t kMaxArchiveBytes = UINT32_MAX;  // beyond it the format is another one
constexpr uint16_t kVersion = 20;
constexpr uint16_t kNamesAreUtf8 = 1 << 11;
constexpr uint16_t kFirstDate = (1 << 5) | 1;  // 1 January 1980: the same tensors give the same bytes
constexpr size_t kAlignment = 64;              // of an array's data in its .npy file

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

void put16(std::string& out, size_t value) {
  out += static_cast<char>(value & 255);
  out += static_cast<char>((value >> 8) & 255);
}

void put32(std::string& out, size_t value) {
  put16(out, value & 0xFFFF);
  put16(out, (value >> 16) & 0xFFFF);
}

// What the header before a member and its entry in the directory have in common.
void put_description(std::string& out, const NpzMember& member, size_t checksum) {
  const size_t bytes = member.head.size() + member.bytes;
  put16(out, kVersion);
  put16(out, kNamesAreUtf8);
  put16(out, 0);  // stored
  put16(out, 0);
  put16(out, kFirstDate);
  put32(out, checksum);
  put32(out, bytes);
  put32(out, bytes);
  put16(out, member.name.size());
  put16(out, 0);
}

bool write(std::FILE* file, const void* data, size_t bytes) {
  return bytes == 0 || std::fwrite(data, 1, bytes, file) == bytes;
}

bool write_members(std::FILE* file, const std::vector<NpzMember>& members) {
  std::string directory;
  size_t offset = 0;
  for (const NpzMember& member : members) {
    uLong checksum = crc32_z(0, reinterpret_cast<const Bytef*>(member.head.data()), member.head.size());
    if (member.bytes > 0) checksum = crc32_z(checksum, static_cast<const Bytef*>(member.data), member.bytes);
    std::string local = "PK\x03\x04";
    put_description(local, member, checksum);
    local += member.name;
    local += member.head;
    if (!write(file, local.data(), local.size()) || !write(file, member.data, member.bytes)) return false;

    directory += "PK\x01\x02";
    put16(directory, kVersion);
    put_description(directory, member, checksum);
    put16(directory, 0);  // comment
    put16(directory, 0);  // disk
    put16(directory, 0);
    put32(directory, 0);
    put32(directory, offset);
    directory += member.name;
    offset += local.size() + member.bytes;
  }
  const size_t directory_bytes = directory.size();
  directory += "PK\x05\x06";
  put32(directory, 0);  // disks
  put16(directory, members.size());
  put16(directory, members.size());
  put32(directory, directory_bytes);
  put32(directory, offset);
  put16(directory, 0);  // comment
  return write(file, directory.data(), directory.size());
}

}  // namespace

std::string npy_head(std::string_view type, const std::vector<uint32_t>& dims) {
  std::string text = "{'descr': '" + std::string(type) + "', 'fortran_order': False, 'shape': (";
  for (size_t i = 0; i < dims.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(dims[i]);
  text += dims.size() == 1 ? ",), }" : "), }";
  const std::string_view magic("\x93NUMPY\x01\x00", 8);
  const size_t used = magic.size() + 2 + text.size() + 1;
  text.append((kAlignment - used % kAlignment) % kAlignment, ' ');
  text += '\n';
  std::string head(magic);
  put16(head, text.size());
  return head + text;
}

Status write_npz(const std::string& path, const std::vector<NpzMember>& members) {
  const auto fault = [&](const std::string& part, const char* why) {
    ::unlink(part.c_str());
    return Status{ErrorCode::kIo, "cannot write the tensors '" + path + "': " + why};
  };
  const std::string part = path + ".part";
  size_t bytes = 0;
  for (const NpzMember& member : members) bytes += 2 * member.name.size() + member.head.size() + member.bytes + 128;
  if (bytes > kMaxArchiveBytes) return fault(part, "they have more than 4 GiB");

  File file(std::fopen(part.c_str(), "wbe"));
  if (file == nullptr) return fault(part, std::strerror(errno));
  errno = 0;
  const bool written = write_members(file.get(), members);
  // Closing writes what is left, so it may be what fails.
  if (std::fclose(file.release()) != 0 || !written) return fault(part, errno != 0 ? std::strerror(errno) : "the disk takes no more");
  if (std::rename(part.c_str(), path.c_str()) != 0) return fault(part, std::strerror(errno));
  return Status::ok();
}

}  // namespace nvts::recording

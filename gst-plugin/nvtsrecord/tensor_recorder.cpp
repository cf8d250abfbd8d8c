// SPDX-License-Identifier: MIT
#include "nvtsrecord/tensor_recorder.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "parser/found_tensors.h"
#include "recording/npz_file.h"
#include "support/json.h"
#include "support/utf8.h"

namespace nvts {
namespace {

constexpr size_t kMaxNameBytes = 256;

const char* numpy_type(parser::DataType type) {
  switch (type) {
    case parser::DataType::kFloat32: return "<f4";
    case parser::DataType::kFloat16: return "<f2";
    case parser::DataType::kInt8: return "|i1";
    case parser::DataType::kUint8: return "|u1";
    case parser::DataType::kInt32: return "<i4";
    case parser::DataType::kInt64: return "<i8";
  }
  return "";
}

std::string layer_name(const parser::Layer& layer, size_t index) {
  return layer.name.empty() ? "layer" + std::to_string(index) : to_utf8(layer.name.substr(0, kMaxNameBytes));
}

const char* padding_of(const meta::FoundTensors& tensors) {
  if (!tensors.keeps_aspect_ratio) return "none";
  if (!tensors.symmetric_padding) return "unknown";
  return *tensors.symmetric_padding ? "symmetric" : "right-bottom";
}

// What is to be known of the tensors to make boxes on the frame of them.
std::string describe(const meta::FoundTensors& tensors, const table::FrameTable& table) {
  const table::Frames frames = table.frames();
  const uint32_t row = tensors.frame;
  std::string text = "{\"nvts\":\"tensors\",\"version\":1,\"source\":" + std::to_string(frames.source_id[row]) +
                     ",\"frame\":" + std::to_string(frames.frame_num[row]);
  if (frames.pts[row] != table::kNoTime) text += ",\"pts\":\"" + std::to_string(frames.pts[row]) + '"';
  if (frames.pipeline_width[row] != 0 && frames.pipeline_height[row] != 0) {
    text += ",\"size\":[" + std::to_string(frames.pipeline_width[row]) + ',' +
            std::to_string(frames.pipeline_height[row]) + ']';
  }
  text += ",\"uniqueId\":" + std::to_string(tensors.unique_id) + ",\"network\":[" + std::to_string(tensors.width) +
          ',' + std::to_string(tensors.height) + ',' + std::to_string(tensors.channels) + "],\"padding\":\"" +
          padding_of(tensors) + '"';
  if (tensors.object >= 0) {
    const table::Objects objects = table.objects();
    const int32_t object = tensors.object;
    const std::string label(table.strings().at(objects.label[object]));
    text += ",\"object\":{\"class\":" + std::to_string(objects.class_id[object]) + ",\"label\":" +
            json::quote(to_utf8(label)) + ",\"box\":[" + json::number(objects.left[object]) + ',' +
            json::number(objects.top[object]) + ',' + json::number(objects.width[object]) + ',' +
            json::number(objects.height[object]) + "]}";
  }
  return text + "}\n";
}

std::string file_name(const meta::FoundTensors& tensors, const table::FrameTable& table) {
  const table::Frames frames = table.frames();
  char name[96];
  std::snprintf(name, sizeof name, "source%u-frame%08d-uid%u", frames.source_id[tensors.frame],
                frames.frame_num[tensors.frame], tensors.unique_id);
  std::string text = name;
  if (tensors.object >= 0) {
    text += "-object" + std::to_string(static_cast<uint32_t>(tensors.object) - frames.first_object[tensors.frame]);
  }
  return text + ".npz";
}

}  // namespace

Result<std::unique_ptr<TensorRecorder>> TensorRecorder::create(Options options) {
  const std::string& folder = options.folder;
  struct stat info {};
  if (::mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
    return Status{ErrorCode::kIo, "cannot make the folder '" + folder + "' for tensors: " + std::strerror(errno)};
  }
  if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return Status{ErrorCode::kIo, "cannot write tensors to '" + folder + "': it is no folder"};
  }
  return std::unique_ptr<TensorRecorder>(new TensorRecorder(std::move(options)));
}

Status TensorRecorder::record(const std::vector<meta::FoundTensors>& found, const table::FrameTable& table) {
  if (found.empty() || m_buffers++ % m_options.interval != 0) return Status::ok();
  Status unreadable;
  for (const meta::FoundTensors& tensors : found) {
    if (is_full()) break;
    Status status = write(tensors, table);
    if (status) ++m_files;
    else if (status.code() != ErrorCode::kTensor) return status;
    else unreadable = std::move(status);
  }
  return unreadable;
}

Status TensorRecorder::write(const meta::FoundTensors& tensors, const table::FrameTable& table) {
  parser::Model model;
  std::vector<const void*> buffers;
  if (Status status = parser::read_tensors(tensors, &model, &buffers); !status) return status;
  const std::string about = describe(tensors, table);
  std::vector<recording::NpzMember> members;
  for (size_t i = 0; i < model.layers.size(); ++i) {
    const parser::Layer& layer = model.layers[i];
    members.push_back({layer_name(layer, i) + ".npy", recording::npy_head(numpy_type(layer.type), layer.dims), buffers[i],
                       parser::layer_bytes(layer)});
  }
  members.push_back({"nvts.json", about, nullptr, 0});
  return recording::write_npz(m_options.folder + '/' + file_name(tensors, table), members);
}

}  // namespace nvts

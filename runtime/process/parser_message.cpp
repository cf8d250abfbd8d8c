// SPDX-License-Identifier: MIT
#include "process/parser_message.h"

#include <cstring>

#include "process/protocol.h"
#include "table/validate.h"

namespace nvts::process {
namespace {

// More than what model() says can hold.
constexpr uint32_t kMaxLabels = uint32_t{1} << 20;
constexpr size_t kMaxWarningBytes = size_t{3} << 20;

void put(Writer& writer, const parser::Labels& labels) {
  writer.put(static_cast<uint32_t>(labels.size()));
  for (const auto& attribute : labels) {
    writer.put(static_cast<uint32_t>(attribute.size()));
    for (const std::string& label : attribute) writer.put_text(label);
  }
}

bool get(Reader& reader, parser::Labels* labels) {
  labels->clear();
  uint64_t count = reader.get<uint32_t>();
  for (uint32_t left = static_cast<uint32_t>(count); left > 0 && reader.good(); --left) {
    auto& attribute = labels->emplace_back();
    const auto size = reader.get<uint32_t>();
    count += size;
    if (count > kMaxLabels) return false;
    for (uint32_t i = 0; i < size && reader.good(); ++i) attribute.push_back(get_utf8(reader, table::kMaxLabelBytes));
  }
  return reader.good();
}

}  // namespace

uint64_t kind_number(std::optional<parser::Output> output) {
  return output ? 1 + static_cast<uint64_t>(*output) : 0;
}

std::optional<parser::Output> parser_output(uint64_t number) {
  if (number == 0 || number > 1 + static_cast<uint64_t>(parser::Output::kEmbedding)) return std::nullopt;
  return static_cast<parser::Output>(number - 1);
}

void put(Writer& writer, const parser::Model& model) {
  writer.put(model.width);
  writer.put(model.height);
  writer.put(model.channels);
  writer.put(static_cast<uint32_t>(model.layers.size()));
  for (const parser::Layer& layer : model.layers) {
    writer.put_text(layer.name);
    writer.put(static_cast<uint32_t>(layer.type));
    writer.put(static_cast<uint32_t>(layer.dims.size()));
    for (const uint32_t size : layer.dims) writer.put(size);
  }
  writer.put(model.classes);
  writer.put(static_cast<uint32_t>(model.thresholds.size()));
  for (const float threshold : model.thresholds) writer.put(threshold);
  put(writer, model.labels);
  writer.put(static_cast<uint32_t>(model.wanted));
}

parser::Model get_model(Reader& reader) {
  parser::Model model;
  model.width = reader.get<uint32_t>();
  model.height = reader.get<uint32_t>();
  model.channels = reader.get<uint32_t>();
  for (auto left = reader.get<uint32_t>(); left > 0 && reader.good(); --left) {
    parser::Layer& layer = model.layers.emplace_back();
    layer.name = reader.get_text();
    layer.type = static_cast<parser::DataType>(reader.get<uint32_t>());
    for (auto dims = reader.get<uint32_t>(); dims > 0 && reader.good(); --dims) layer.dims.push_back(reader.get<uint32_t>());
  }
  model.classes = reader.get<uint32_t>();
  for (auto left = reader.get<uint32_t>(); left > 0 && reader.good(); --left) {
    model.thresholds.push_back(reader.get<float>());
  }
  static_cast<void>(get(reader, &model.labels));
  model.wanted = static_cast<parser::Output>(reader.get<uint32_t>());
  return model;
}

void put_model_info(Writer& writer, const parser::ParserInfo& info) {
  writer.put(info.format.keypoints);
  writer.put(info.format.embedding);
  writer.put_text(info.warning);
  put(writer, info.labels);
}

bool get_model_info(Reader& reader, parser::ParserInfo* info) {
  info->format.keypoints = reader.get<uint32_t>();
  info->format.embedding = reader.get<uint32_t>();
  info->warning = get_utf8(reader, kMaxWarningBytes);
  return get(reader, &info->labels) && info->format.keypoints <= parser::kMaxPerRow &&
         info->format.embedding <= parser::kMaxPerRow;
}

void put_results(Writer& writer, const parser::OutputBlock& block) {
  writer.put(block.rows());
  writer.put(block.values_used());
  for (const std::span<const uint32_t> part : block.used()) writer.put_bytes(part.data(), part.size_bytes());
}

bool get_results(Reader& reader, parser::OutputBlock* block) {
  const auto rows = reader.get<uint32_t>();
  const auto values = reader.get<uint32_t>();
  // Before there is memory for them.
  if (reader.left() / sizeof(uint32_t) < uint64_t{rows} + values || !block->resize(rows, values)) return false;
  for (const std::span<uint32_t> part : block->used()) {
    const uint8_t* from = reader.take(part.size_bytes());
    if (from == nullptr) return false;
    if (!part.empty()) std::memcpy(part.data(), from, part.size_bytes());
  }
  return true;
}

}  // namespace nvts::process

// SPDX-License-Identifier: MIT
// Makes ONNX files: just as much of the format as tiny models for tests need.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace nvts::onnx {

enum Type : int { kFloat = 1, kUint8 = 2, kInt32 = 6, kInt64 = 7, kFloat16 = 10, kDouble = 11 };

// Protocol buffers on the wire.
class Message {
 public:
  Message& number(int field, uint64_t value) {
    varint(static_cast<uint64_t>(field) << 3);
    varint(value);
    return *this;
  }
  Message& text(int field, std::string_view value) {
    varint(static_cast<uint64_t>(field) << 3 | 2);
    varint(value.size());
    m_bytes += value;
    return *this;
  }
  Message& message(int field, const Message& value) { return text(field, value.m_bytes); }
  [[nodiscard]] const std::string& bytes() const { return m_bytes; }

 private:
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) m_bytes += static_cast<char>(value | 0x80);
    m_bytes += static_cast<char>(value);
  }

  std::string m_bytes;
};

// An input or output; a dimension that is no number leaves it open under that name.
struct Tensor {
  std::string name;
  Type type;
  std::vector<std::string> dims;

  [[nodiscard]] Message message() const {
    Message shape;
    for (const std::string& dim : dims) {
      Message size;
      if (dim.find_first_not_of("0123456789") == std::string::npos) {
        size.number(1, std::stoull(dim));
      } else {
        size.text(2, dim);
      }
      shape.message(1, size);
    }
    Message tensor;
    tensor.number(1, static_cast<uint64_t>(type)).message(2, shape);
    Message result;
    result.text(1, name).message(2, Message().message(1, tensor));
    return result;
  }
};

struct Attribute {
  std::string name;
  int64_t value;
};

struct Node {
  std::string op;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<Attribute> attributes = {};

  [[nodiscard]] Message message() const {
    constexpr uint64_t kInt = 2;
    Message node;
    for (const std::string& input : inputs) node.text(1, input);
    for (const std::string& output : outputs) node.text(2, output);
    node.text(4, op);
    for (const Attribute& attribute : attributes) {
      Message value;
      value.text(1, attribute.name).number(3, static_cast<uint64_t>(attribute.value)).number(20, kInt);
      node.message(5, value);
    }
    return node;
  }
};

struct Constant {
  std::string name;
  std::vector<float> values;

  [[nodiscard]] Message message() const {
    std::string raw(values.size() * sizeof(float), '\0');
    std::memcpy(raw.data(), values.data(), raw.size());
    Message tensor;
    tensor.number(1, values.size()).number(2, kFloat).text(8, name).text(9, raw);
    return tensor;
  }
};

struct Model {
  std::vector<Node> nodes;
  std::vector<Tensor> inputs;
  std::vector<Tensor> outputs;
  std::vector<Constant> constants = {};

  [[nodiscard]] std::string bytes() const {
    constexpr uint64_t kIrVersion = 8;
    constexpr uint64_t kOperators = 13;
    Message graph;
    for (const Node& node : nodes) graph.message(1, node.message());
    graph.text(2, "test");
    for (const Constant& constant : constants) graph.message(5, constant.message());
    for (const Tensor& input : inputs) graph.message(11, input.message());
    for (const Tensor& output : outputs) graph.message(12, output.message());
    Message model;
    model.number(1, kIrVersion).message(7, graph).message(8, Message().text(1, "").number(2, kOperators));
    return model.bytes();
  }
};

// Gives its input back.
inline Model identity(const Tensor& input, const std::string& batch) {
  Tensor output = input;
  output.name = "copy";
  output.dims[0] = batch;
  return {.nodes = {{"Identity", {input.name}, {output.name}}}, .inputs = {input}, .outputs = {output}};
}

}  // namespace nvts::onnx

// SPDX-License-Identifier: MIT
// An ONNX model that takes one picture and gives tensors.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "meta/tensor_output.h"
#include "nvtsinfer/onnx_api.h"

namespace nvts::infer {

enum class InputOrder { kNchw, kNhwc };

struct ModelOptions {
  std::string path;
  uint32_t threads = 1;
  std::optional<InputOrder> order;              // told by the dimensions where absent
  std::optional<std::array<uint32_t, 3>> dims;  // channels, height, width where the model leaves them open
  std::vector<std::string> outputs;             // those wanted; all when empty
};

struct ModelInput {
  ort::ElementType type = ort::ElementType::kFloat;  // kFloat, kFloat16 or kUint8
  InputOrder order = InputOrder::kNchw;
  uint32_t batch = 0;  // 0: as many as are given
  uint32_t channels = 0;
  uint32_t height = 0;
  uint32_t width = 0;

  [[nodiscard]] size_t bytes_of_picture() const;
};

// What a run gave: `frames` shares the memory of all.
struct RunResult {
  std::vector<std::vector<meta::OutputLayer>> frames;
  std::shared_ptr<const void> memory;
};

class Model : public std::enable_shared_from_this<Model> {
 public:
  // kNotFound, kArgument, kUnsupported or kTensor; messages begin with the path.
  [[nodiscard]] static Result<std::shared_ptr<Model>> open(const ort::Library& library, const ModelOptions& options);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  [[nodiscard]] const ModelInput& input() const { return m_input; }
  // Whether several pictures can be run at once: each output then has a part for each.
  [[nodiscard]] bool batches() const { return m_batches; }
  // "images float32 Nx3x640x640 -> output0 float32 Nx84x8400"
  [[nodiscard]] std::string describe() const;

  // Runs `pictures` of them that lie one after the other in `data`, the first `frames` of which are asked for.
  [[nodiscard]] Result<RunResult> run(void* data, uint32_t pictures, uint32_t frames);

 private:
  struct Tensor {
    std::string name;
    ort::ElementType type = ort::ElementType::kUndefined;
    std::vector<int64_t> dims;         // below 0 where the model leaves it open; none when it tells nothing
    std::vector<std::string> symbols;  // names of those that are open
    bool batched = true;               // outputs: the first dimension is the batch
  };

  explicit Model(const ort::Library& library) : m_library(library) {}

  Status create_session(const ModelOptions& options);
  Status read_tensors();
  [[nodiscard]] Result<Tensor> read_tensor(size_t index, bool input) const;
  Status set_input(const ModelOptions& options);
  Status choose_outputs(const std::vector<std::string>& wanted);
  Status relate_outputs();
  [[nodiscard]] Status failed(ort::Status* failure, const char* doing) const;
  [[nodiscard]] Result<std::vector<std::vector<meta::OutputLayer>>> split(const std::vector<ort::Value*>& values,
                                                                          uint32_t pictures, uint32_t frames) const;

  const ort::Library& m_library;
  std::string m_path;
  ort::Session* m_session = nullptr;
  ort::MemoryInfo* m_memory = nullptr;
  std::vector<Tensor> m_inputs;
  std::vector<Tensor> m_outputs;
  std::vector<const char*> m_output_names;
  ModelInput m_input;
  bool m_batches = true;
};

}  // namespace nvts::infer

// SPDX-License-Identifier: MIT
#include "nvtsinfer/model.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace nvts::infer {
namespace {

using ort::ElementType;

// More is a damaged model, or one that no CPU runs in the time of a stream.
constexpr uint32_t kMaxSide = 8192;
constexpr uint64_t kMaxPixels = uint64_t{1} << 25;
constexpr int64_t kMaxBatch = 256;

std::optional<meta::TensorType> metadata_type(ElementType type) {
  switch (type) {
    case ElementType::kFloat: return meta::TensorType::kFloat32;
    case ElementType::kFloat16: return meta::TensorType::kFloat16;
    case ElementType::kInt8: return meta::TensorType::kInt8;
    case ElementType::kInt32: return meta::TensorType::kInt32;
    case ElementType::kInt64: return meta::TensorType::kInt64;
    case ElementType::kUint8: return meta::TensorType::kUint8;
    default: return std::nullopt;
  }
}

size_t bytes_of(ElementType type) {
  return type == ElementType::kUint8 ? 1 : type == ElementType::kFloat16 ? 2 : 4;
}

bool is_colours(int64_t dim) {
  return dim == 1 || dim == 3;
}

std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "'" : ", '") + name + "'";
  return text;
}

std::string shape_text(const std::vector<int64_t>& dims, const std::vector<std::string>& symbols) {
  if (dims.empty()) return "of unknown shape";
  std::string text;
  for (size_t i = 0; i < dims.size(); ++i) {
    const bool named = i < symbols.size() && !symbols[i].empty();
    text += (i == 0 ? "" : "x") + (dims[i] >= 0 ? std::to_string(dims[i]) : named ? symbols[i] : "?");
  }
  return text;
}

// A call's handle, given back by `release` of the library.
template <class Handle>
struct Owned {
  explicit Owned(void (*with)(Handle*)) : release(with) {}
  ~Owned() {
    if (handle != nullptr) release(handle);
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;

  Handle* handle = nullptr;
  void (*release)(Handle*);
};

// The values that a run gave, and the model, whose memory they are from.
struct RunMemory {
  RunMemory(const ort::Functions& functions, std::shared_ptr<const Model> from, size_t count)
      : api(functions), model(std::move(from)), values(count, nullptr) {}
  ~RunMemory() {
    for (ort::Value* value : values) {
      if (value != nullptr) api.ReleaseValue(value);
    }
  }
  RunMemory(const RunMemory&) = delete;
  RunMemory& operator=(const RunMemory&) = delete;

  const ort::Functions& api;
  std::shared_ptr<const Model> model;
  std::vector<ort::Value*> values;
};

}  // namespace

size_t ModelInput::bytes_of_picture() const {
  return size_t{channels} * height * width * bytes_of(type);
}

Model::~Model() {
  const ort::Functions& api = m_library.functions();
  if (m_session != nullptr) api.ReleaseSession(m_session);
  if (m_memory != nullptr) api.ReleaseMemoryInfo(m_memory);
}

Status Model::failed(ort::Status* failure, const char* doing) const {
  return {ErrorCode::kUnsupported, m_path + ": " + doing + ": " + m_library.take_message(failure)};
}

Result<std::shared_ptr<Model>> Model::open(const ort::Library& library, const ModelOptions& options) {
  std::error_code error;
  const auto status = std::filesystem::status(options.path, error);
  if (!std::filesystem::exists(status)) {
    return Status{ErrorCode::kNotFound, options.path + ": there is no such file; onnx-file names the model"};
  }
  if (!std::filesystem::is_regular_file(status)) {
    return Status{ErrorCode::kArgument, options.path + " is not a file; onnx-file names the model"};
  }
  std::shared_ptr<Model> model(new Model(library));
  model->m_path = options.path;
  if (Status made = model->create_session(options); !made) return made;
  if (Status read = model->read_tensors(); !read) return read;
  if (Status set = model->set_input(options); !set) return set;
  if (Status chosen = model->choose_outputs(options.outputs); !chosen) return chosen;
  if (Status related = model->relate_outputs(); !related) return related;
  return model;
}

Status Model::create_session(const ModelOptions& options) {
  const ort::Functions& api = m_library.functions();
  Owned<ort::SessionOptions> session(api.ReleaseSessionOptions);
  constexpr const char* kDoing = "the session's options cannot be set";
  if (auto* failure = api.CreateSessionOptions(&session.handle)) return failed(failure, kDoing);
  if (auto* failure = api.SetIntraOpNumThreads(session.handle, static_cast<int>(options.threads))) {
    return failed(failure, kDoing);
  }
  // Threads that wait for the next frame would else spin, and take the cores from the rest of the pipeline.
  if (auto* failure = api.AddSessionConfigEntry(session.handle, "session.intra_op.allow_spinning", "0")) {
    return failed(failure, kDoing);
  }
  // It warns of each initializer that no node uses, which users can do nothing about.
  if (auto* failure = api.SetSessionLogSeverityLevel(session.handle, ort::kLogError)) return failed(failure, kDoing);
  if (auto* failure = api.CreateCpuMemoryInfo(ort::kDeviceAllocator, ort::kDefaultMemory, &m_memory)) {
    return failed(failure, "memory cannot be described");
  }
  if (auto* failure = api.CreateSession(m_library.env(), m_path.c_str(), session.handle, &m_session)) {
    Status status = failed(failure, "ONNX Runtime cannot load this model");
    return {status.code(), status.message() + " (ONNX Runtime " + m_library.version() +
                               "; the file must be a complete ONNX model, with the files of its weights beside it)"};
  }
  return Status::ok();
}

Status Model::read_tensors() {
  const ort::Functions& api = m_library.functions();
  for (const bool input : {true, false}) {
    size_t count = 0;
    auto* failure = input ? api.SessionGetInputCount(m_session, &count) : api.SessionGetOutputCount(m_session, &count);
    if (failure != nullptr) return failed(failure, "its inputs and outputs cannot be counted");
    for (size_t i = 0; i < count; ++i) {
      Result<Tensor> tensor = read_tensor(i, input);
      if (!tensor) return tensor.status();
      (input ? m_inputs : m_outputs).push_back(*std::move(tensor));
    }
  }
  return Status::ok();
}

Result<Model::Tensor> Model::read_tensor(size_t index, bool input) const {
  const ort::Functions& api = m_library.functions();
  constexpr const char* kDoing = "its inputs and outputs cannot be read";
  Tensor tensor;

  ort::Allocator* allocator = nullptr;
  if (auto* failure = api.GetAllocatorWithDefaultOptions(&allocator)) return failed(failure, kDoing);
  char* name = nullptr;
  if (auto* failure = input ? api.SessionGetInputName(m_session, index, allocator, &name)
                            : api.SessionGetOutputName(m_session, index, allocator, &name)) {
    return failed(failure, kDoing);
  }
  tensor.name = name;
  if (auto* failure = api.AllocatorFree(allocator, name)) return failed(failure, kDoing);

  Owned<ort::TypeInfo> type(api.ReleaseTypeInfo);
  if (auto* failure = input ? api.SessionGetInputTypeInfo(m_session, index, &type.handle)
                            : api.SessionGetOutputTypeInfo(m_session, index, &type.handle)) {
    return failed(failure, kDoing);
  }
  int kind = 0;
  if (auto* failure = api.GetOnnxTypeFromTypeInfo(type.handle, &kind)) return failed(failure, kDoing);
  if (kind != ort::kTypeIsTensor) {
    return Status{ErrorCode::kUnsupported,
                  m_path + ": '" + tensor.name + "' is a list or a map; only models of tensors can be run"};
  }
  const ort::TensorInfo* info = nullptr;
  size_t rank = 0;
  if (auto* failure = api.CastTypeInfoToTensorInfo(type.handle, &info)) return failed(failure, kDoing);
  if (auto* failure = api.GetTensorElementType(info, &tensor.type)) return failed(failure, kDoing);
  if (auto* failure = api.GetDimensionsCount(info, &rank)) return failed(failure, kDoing);
  tensor.dims.resize(rank);
  std::vector<const char*> symbols(rank, nullptr);
  if (auto* failure = api.GetDimensions(info, tensor.dims.data(), rank)) return failed(failure, kDoing);
  if (auto* failure = api.GetSymbolicDimensions(info, symbols.data(), rank)) return failed(failure, kDoing);
  for (const char* symbol : symbols) tensor.symbols.emplace_back(symbol != nullptr ? symbol : "");
  return tensor;
}

Status Model::set_input(const ModelOptions& options) {
  if (m_inputs.size() != 1) {
    std::vector<std::string> names;
    for (const Tensor& input : m_inputs) names.push_back(input.name);
    return {ErrorCode::kUnsupported, m_path + ": the model has " + std::to_string(m_inputs.size()) + " inputs (" +
                                         quoted(names) + "); one that takes the picture alone is needed"};
  }
  const Tensor& input = m_inputs.front();
  const std::vector<int64_t>& dims = input.dims;
  const std::string shape = shape_text(dims, input.symbols);
  const std::string which = m_path + ": the input '" + input.name + "' ";
  m_input.type = input.type;
  if (input.type != ElementType::kFloat && input.type != ElementType::kFloat16 && input.type != ElementType::kUint8) {
    return {ErrorCode::kUnsupported, which + "takes " + ort::element_type_name(input.type) +
                                         "; pictures can be given as float32, float16 or uint8"};
  }
  if (dims.size() != 4) {
    return {ErrorCode::kUnsupported, which + "is " + shape + ", and a picture has four dimensions: batch, channels, height, width"};
  }

  if (options.order) {
    m_input.order = *options.order;
  } else if (is_colours(dims[1])) {
    m_input.order = InputOrder::kNchw;
  } else if (is_colours(dims[3])) {
    m_input.order = InputOrder::kNhwc;
  } else if (dims[1] >= 0) {
    return {ErrorCode::kUnsupported, which + "is " + shape + ": neither its second nor its last dimension is 1 or 3 channels"};
  }
  const bool nchw = m_input.order == InputOrder::kNchw;
  const std::array<int64_t, 3> of_model = nchw ? std::array{dims[1], dims[2], dims[3]} : std::array{dims[3], dims[1], dims[2]};
  std::array<uint32_t, 3> sizes = {};
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (of_model[i] < 0 && !options.dims) {
      return {ErrorCode::kTensor, which + "is " + shape + ", which leaves the size open: set infer-dims=channels;height;width"};
    }
    if (of_model[i] >= 0 && options.dims && of_model[i] != (*options.dims)[i]) {
      const auto& [c, h, w] = *options.dims;
      return {ErrorCode::kTensor, which + "is " + shape + ", which infer-dims=" + std::to_string(c) + ";" +
                                      std::to_string(h) + ";" + std::to_string(w) + " does not fit"};
    }
    sizes[i] = of_model[i] < 0 ? (*options.dims)[i] : static_cast<uint32_t>(std::min<int64_t>(of_model[i], UINT32_MAX));
  }
  const auto [channels, height, width] = sizes;
  if (!is_colours(channels) || width == 0 || height == 0 || width > kMaxSide || height > kMaxSide ||
      uint64_t{width} * height > kMaxPixels) {
    return {ErrorCode::kUnsupported, which + "is " + shape + ": pictures of 1 or 3 channels and at most " +
                                         std::to_string(kMaxSide) + " x " + std::to_string(kMaxPixels / kMaxSide) +
                                         " pixels can be given"};
  }
  if (dims[0] == 0 || dims[0] > kMaxBatch) {
    return {ErrorCode::kUnsupported, which + "is " + shape + ": a batch of 1 to " + std::to_string(kMaxBatch) + " can be run"};
  }
  m_input.batch = dims[0] < 0 ? 0 : static_cast<uint32_t>(dims[0]);
  m_input.channels = channels;
  m_input.height = height;
  m_input.width = width;
  return Status::ok();
}

Status Model::choose_outputs(const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  for (const Tensor& output : m_outputs) names.push_back(output.name);
  if (!wanted.empty()) {
    std::vector<Tensor> chosen;
    for (const std::string& name : wanted) {
      const auto found = std::find(names.begin(), names.end(), name);
      if (found == names.end()) {
        return {ErrorCode::kTensor, m_path + ": output-blob-names asks for '" + name + "', and the model has " + quoted(names)};
      }
      chosen.push_back(m_outputs[static_cast<size_t>(found - names.begin())]);
    }
    m_outputs = std::move(chosen);
  }
  for (const Tensor& output : m_outputs) {
    if (!metadata_type(output.type)) {
      return {ErrorCode::kUnsupported, m_path + ": the output '" + output.name + "' is " + ort::element_type_name(output.type) +
                                           ", which tensor metadata cannot hold (float32, float16, int8, uint8, int32, "
                                           "int64); leave it out with output-blob-names, or convert it in the model"};
    }
    m_output_names.push_back(output.name.c_str());
  }
  return Status::ok();
}

// Which outputs have a part for each picture: nvinfer takes the first dimension for the batch, and so do we unless the
// model says that it is not, as with a list of all that was found.
Status Model::relate_outputs() {
  const Tensor& input = m_inputs.front();
  for (Tensor& output : m_outputs) {
    if (output.dims.empty()) continue;
    const int64_t first = output.dims.front();
    if (input.dims.front() >= 0) {
      output.batched = first < 0 ? output.dims.size() > 2 : first == input.dims.front();
    } else if (first < 0) {
      const std::string& symbol = output.symbols.front();
      output.batched = symbol.empty() || input.symbols.front().empty() || symbol == input.symbols.front();
    } else {
      output.batched = first == 1;
      m_batches = false;
    }
    if (output.batched) continue;
    m_batches = false;
    if (m_input.batch > 1) {
      return {ErrorCode::kTensor, m_path + ": the model takes " + std::to_string(m_input.batch) + " pictures, and its output '" +
                                      output.name + "' (" + shape_text(output.dims, output.symbols) + ") has no part for each"};
    }
  }
  return Status::ok();
}

std::string Model::describe() const {
  const auto text = [](const Tensor& tensor) {
    return tensor.name + " " + ort::element_type_name(tensor.type) + " " + shape_text(tensor.dims, tensor.symbols);
  };
  std::string outputs;
  for (const Tensor& output : m_outputs) outputs += (outputs.empty() ? "" : ", ") + text(output);
  return text(m_inputs.front()) + " -> " + outputs;
}

Result<RunResult> Model::run(void* data, uint32_t pictures, uint32_t frames) {
  const ort::Functions& api = m_library.functions();
  const int64_t channels = m_input.channels;
  const int64_t height = m_input.height;
  const int64_t width = m_input.width;
  const bool nchw = m_input.order == InputOrder::kNchw;
  const std::array<int64_t, 4> dims = nchw ? std::array<int64_t, 4>{pictures, channels, height, width}
                                           : std::array<int64_t, 4>{pictures, height, width, channels};
  Owned<ort::Value> input(api.ReleaseValue);
  if (auto* failure = api.CreateTensorWithDataAsOrtValue(m_memory, data, m_input.bytes_of_picture() * pictures, dims.data(),
                                                         dims.size(), m_input.type, &input.handle)) {
    return failed(failure, "the picture cannot be given to it");
  }
  const char* const input_name = m_inputs.front().name.c_str();
  const auto memory = std::make_shared<RunMemory>(api, shared_from_this(), m_outputs.size());
  if (auto* failure = api.Run(m_session, nullptr, &input_name, &input.handle, 1, m_output_names.data(),
                              m_output_names.size(), memory->values.data())) {
    return failed(failure, "the model failed on a frame");
  }
  auto parts = split(memory->values, pictures, frames);
  if (!parts) return parts.status();
  return RunResult{*std::move(parts), memory};
}

Result<std::vector<std::vector<meta::OutputLayer>>> Model::split(const std::vector<ort::Value*>& values, uint32_t pictures,
                                                                 uint32_t frames) const {
  const ort::Functions& api = m_library.functions();
  constexpr const char* kDoing = "what it gave cannot be read";
  std::vector<std::vector<meta::OutputLayer>> parts(frames);
  for (size_t i = 0; i < values.size(); ++i) {
    const Tensor& output = m_outputs[i];
    Owned<ort::TensorInfo> info(api.ReleaseTensorTypeAndShapeInfo);
    size_t rank = 0;
    void* data = nullptr;
    if (auto* failure = api.GetTensorTypeAndShape(values[i], &info.handle)) return failed(failure, kDoing);
    if (auto* failure = api.GetDimensionsCount(info.handle, &rank)) return failed(failure, kDoing);
    std::vector<int64_t> dims(rank);
    if (auto* failure = api.GetDimensions(info.handle, dims.data(), rank)) return failed(failure, kDoing);
    if (auto* failure = api.GetTensorMutableData(values[i], &data)) return failed(failure, kDoing);

    const bool has_parts = output.batched && rank > 0 && dims[0] == pictures;
    if (!has_parts && pictures > 1) {
      return Status{ErrorCode::kTensor, m_path + ": output '" + output.name + "' of a batch of " + std::to_string(pictures) +
                                            " is " + shape_text(dims, {}) + ", which has no part for each picture"};
    }
    meta::OutputLayer layer{.name = output.name, .type = *metadata_type(output.type), .dims = {}, .data = data};
    size_t bytes = meta::size_of(layer.type);
    for (size_t axis = has_parts ? 1 : 0; axis < rank; ++axis) {
      layer.dims.push_back(static_cast<uint32_t>(dims[axis]));
      bytes *= static_cast<size_t>(dims[axis]);
    }
    for (uint32_t frame = 0; frame < frames; ++frame) {
      layer.data = static_cast<std::byte*>(data) + frame * bytes;
      parts[frame].push_back(layer);
    }
  }
  return parts;
}

}  // namespace nvts::infer

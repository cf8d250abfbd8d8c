// SPDX-License-Identifier: MIT
#include "nvtsinfer/inferer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "meta/tensor_output.h"
#include "nvtsinfer/runtime_library.h"
#include "support/file.h"

namespace nvts::infer {
namespace {

constexpr size_t kMaxLabelBytes = 1 << 20;
// Frames after which it is time to say that there is nothing to run on.
constexpr uint32_t kPatience = 100;

// Whether the configured colours and values are those that the model's input can be given.
Status check_input(const std::string& path, const ModelInput& input, const PreprocessOptions& options) {
  const bool grey = options.color == ColorFormat::kGray;
  if (input.channels == 1 && !grey) {
    return {ErrorCode::kArgument, path + ": the model takes one channel, so model-color-format must be 2 (grey)"};
  }
  if (input.channels != 1 && grey) {
    return {ErrorCode::kArgument, path + ": the model takes three channels, so model-color-format must be 0 (RGB) or 1 (BGR)"};
  }
  const bool plain = options.scale == 1 && options.offsets == PreprocessOptions().offsets;
  if (input.type == ort::ElementType::kUint8 && !plain) {
    return {ErrorCode::kArgument, path + ": the model takes the pixels as bytes, so net-scale-factor and offsets must be left out"};
  }
  return Status::ok();
}

uint32_t choose_batch(const std::string& path, const Model& model, uint32_t wanted, std::vector<std::string>* warnings) {
  const uint32_t fixed = model.input().batch;
  if (fixed != 0) {
    if (wanted != 0 && wanted != fixed) {
      warnings->push_back(path + ": the model takes " + std::to_string(fixed) + " pictures at a time, so that batch-size=" +
                          std::to_string(wanted) + " is not used");
    }
    return fixed;
  }
  if (wanted > 1 && !model.batches()) {
    warnings->push_back(path + ": the model's outputs have no part for each picture, so that pictures are run one by one and "
                               "batch-size=" +
                        std::to_string(wanted) + " is not used");
    return 1;
  }
  return std::max<uint32_t>(wanted, 1);
}

Status unreadable() {
  return {ErrorCode::kIo, "the picture of a buffer cannot be read"};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

Result<std::unique_ptr<Inferer>> Inferer::open(const InferSettings& settings) {
  Result<InferConfig> config = read_config(settings.config_file);
  if (!config) return config.status();
  auto library = open_runtime_library(settings.runtime_library);
  if (!library) return library.status();

  config->model.threads = settings.threads != 0 ? settings.threads : g_get_num_processors();
  auto model = Model::open(**library, config->model);
  if (!model) return model.status();
  const std::string& path = config->model.path;
  if (Status status = check_input(path, (*model)->input(), config->preprocess); !status) return status;

  std::vector<std::string> warnings = std::move(config->warnings);
  if (!config->label_file.empty()) {
    const auto labels = read_file(config->label_file, kMaxLabelBytes);
    if (!labels) warnings.push_back(settings.config_file + ": labelfile-path: " + labels.status().message());
  }
  if (settings.unique_id) config->unique_id = *settings.unique_id;
  const uint32_t batch =
      choose_batch(path, **model, settings.batch_size.value_or(config->batch_size), &warnings);
  const uint32_t interval = config->objects ? 0 : settings.interval.value_or(config->interval);

  std::unique_ptr<Inferer> inferer(new Inferer(*config, *model, batch, interval, settings.source_id));
  inferer->m_warnings = std::move(warnings);
  if (!config->unused.empty()) {
    inferer->m_unused = settings.config_file +
                        ": of no use here, where the model runs on the CPU and its outputs go on as tensor metadata: " +
                        joined(config->unused);
  }
  inferer->m_description = path + ": " + (*model)->describe() + ", batch " + std::to_string(batch) + ", ONNX Runtime " +
                           (*library)->version() + ", threads " + std::to_string(config->model.threads) +
                           (config->objects ? ", on objects" : "");
  return inferer;
}

Inferer::Inferer(const InferConfig& config, std::shared_ptr<Model> model, uint32_t batch, uint32_t interval,
                 uint32_t source_id)
    : m_model(std::move(model)),
      m_preprocess(config.preprocess),
      m_unique_id(config.unique_id),
      m_batch(batch),
      m_interval(interval),
      m_source_id(source_id),
      m_preprocessor(m_model->input(), config.preprocess),
      m_pictures(m_model->input().bytes_of_picture() * batch) {
  if (config.objects) m_choice.emplace(*config.objects);
}

Status Inferer::set_format(const GstVideoInfo& info) {
  if (Status status = m_reader.set_format(info); !status) return status;
  m_preprocessor.set_format(m_reader.layout(), m_reader.width(), m_reader.height());
  for (uint32_t place = 0; place < m_batch; ++place) m_preprocessor.fill(picture(place));
  return Status::ok();
}

meta::FrameOrigin Inferer::describe_frame(GstBuffer* buffer) {
  meta::FrameOrigin origin;
  origin.source_id = origin.pad_index = m_source_id;
  origin.frame_num = m_frame_num++;
  origin.pts = GST_BUFFER_PTS(buffer);
  origin.width = m_reader.width();
  origin.height = m_reader.height();
  return origin;
}

bool Inferer::is_next_due() {
  const uint64_t batch = m_buffers++ / buffers_at_once();
  return batch % (uint64_t{m_interval} + 1) == 0;
}

void Inferer::end_batch() {
  const uint32_t size = buffers_at_once();
  m_buffers = (m_buffers + size - 1) / size * size;
}

Status Inferer::infer(std::span<GstBuffer* const> buffers) {
  Status problem;
  std::vector<GstBuffer*> ready;
  for (GstBuffer* buffer : buffers) {
    const uint32_t frames = meta::video_frame_count(buffer).value_or(0);
    if (frames == 1) {
      ready.push_back(buffer);
    } else if (frames > 1 && !std::exchange(m_many_frames_reported, true)) {
      problem = {ErrorCode::kMetadata, "a buffer has metadata of " + std::to_string(frames) +
                                           " frames and a picture that can only be one of them: such buffers pass without "
                                           "inference"};
    }
  }
  if (ready.empty()) return problem;
  Status status = m_choice ? infer_objects(ready.front()) : infer_frames(ready);
  return status ? problem : status;
}

Status Inferer::infer_frames(std::span<GstBuffer* const> buffers) {
  Status problem;
  std::vector<GstBuffer*> ready;
  for (GstBuffer* buffer : buffers) {
    if (const auto from = m_reader.read(buffer)) {
      m_preprocessor.run(from->pixels(), from->stride(), picture(static_cast<uint32_t>(ready.size())));
      ready.push_back(buffer);
    } else {
      problem = unreadable();
    }
  }
  if (ready.empty()) return problem;
  Result<RunResult> result = run_model(static_cast<uint32_t>(ready.size()));
  if (!result) return result.status();
  for (uint32_t i = 0; i < ready.size(); ++i) {
    if (Status status = meta::attach_tensor_output(ready[i], 0, output_of(*result, i)); !status) problem = status;
  }
  return problem;
}

Status Inferer::infer_objects(GstBuffer* buffer) {
  const auto found = meta::frame_objects(buffer, 0);
  if (!found) return found.status();
  m_choice->begin_frame(found->source_id, found->frame_num);
  std::vector<meta::FrameObject> chosen;
  for (const meta::FrameObject& object : found->objects) {
    if (is_in_picture(object) && m_choice->chooses(object)) chosen.push_back(object);
  }
  if (Status status = miss_objects(*found); !status) return status;
  if (chosen.empty()) return Status::ok();
  const auto from = m_reader.read(buffer);
  if (from == nullptr) return unreadable();

  std::vector<meta::ObjectOutput> outputs;
  for (size_t first = 0; first < chosen.size(); first += m_batch) {
    const auto count = static_cast<uint32_t>(std::min<size_t>(m_batch, chosen.size() - first));
    for (uint32_t i = 0; i < count; ++i) {
      const meta::FrameObject& object = chosen[first + i];
      m_preprocessor.choose({object.left, object.top, object.width, object.height});
      // Each has a letterbox of its own.
      if (m_preprocess.maintain_aspect_ratio) m_preprocessor.fill(picture(i));
      m_preprocessor.run(from->pixels(), from->stride(), picture(i));
    }
    Result<RunResult> result = run_model(count);
    if (!result) return result.status();
    for (uint32_t i = 0; i < count; ++i) outputs.push_back({chosen[first + i].index, output_of(*result, i)});
  }
  if (Status status = meta::attach_object_outputs(buffer, 0, outputs); !status) return status;
  for (const meta::FrameObject& object : chosen) m_choice->has_run_on(object);
  return Status::ok();
}

// There are objects, and none of them is ever one to run on: says so once.
Status Inferer::miss_objects(const meta::FrameObjects& found) {
  if (m_frames_missed >= kPatience || found.objects.empty()) return Status::ok();
  const bool fits = std::any_of(found.objects.begin(), found.objects.end(),
                                [this](const meta::FrameObject& object) { return m_choice->fits(object); });
  m_frames_missed = fits ? kPatience : m_frames_missed + 1;
  if (fits || m_frames_missed < kPatience) return Status::ok();
  const meta::FrameObject& object = found.objects.front();
  const auto pixels = [](float size) { return std::to_string(std::lround(std::clamp(size, -1e6F, 1e6F))); };
  return {ErrorCode::kArgument,
          "none of the objects in " + std::to_string(kPatience) + " frames is one that the model is to run on: see operate-on-gie-id, "
          "operate-on-class-ids and input-object-min-width, ... in the configuration file. One of them has component id " +
              std::to_string(object.component_id) + ", class " + std::to_string(object.class_id) + " and " +
              pixels(object.width) + " x " + pixels(object.height) + " pixels"};
}

Result<RunResult> Inferer::run_model(uint32_t pictures) {
  const uint32_t fixed = m_model->input().batch;
  return m_model->run(m_pictures.data(), fixed != 0 ? fixed : pictures, pictures);
}

std::shared_ptr<const meta::TensorOutput> Inferer::output_of(RunResult& result, uint32_t place) const {
  const ModelInput& input = m_model->input();
  auto output = std::make_shared<meta::TensorOutput>();
  output->unique_id = m_unique_id;
  output->width = input.width;
  output->height = input.height;
  output->channels = input.channels;
  output->maintain_aspect_ratio = m_preprocess.maintain_aspect_ratio;
  output->symmetric_padding = m_preprocess.symmetric_padding;
  output->layers = std::move(result.frames[place]);
  output->memory = result.memory;
  return output;
}

bool Inferer::is_in_picture(const meta::FrameObject& object) const {
  return object.left < m_reader.width() && object.top < m_reader.height() && object.left + object.width > 0 &&
         object.top + object.height > 0;
}

}  // namespace nvts::infer

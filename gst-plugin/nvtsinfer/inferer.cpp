// SPDX-License-Identifier: MIT
#include "nvtsinfer/inferer.h"

#include <algorithm>
#include <utility>

#include "meta/tensor_output.h"
#include "nvtsinfer/runtime_library.h"
#include "support/file.h"

namespace nvts::infer {
namespace {

constexpr size_t kMaxLabelBytes = 1 << 20;

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
  const uint32_t interval = settings.interval.value_or(config->interval);

  std::unique_ptr<Inferer> inferer(new Inferer(*config, *model, batch, interval, settings.source_id));
  inferer->m_warnings = std::move(warnings);
  if (!config->unused.empty()) {
    inferer->m_unused = settings.config_file +
                        ": of no use here, where the model runs on the CPU and its outputs go on as tensor metadata: " +
                        joined(config->unused);
  }
  inferer->m_description = path + ": " + (*model)->describe() + ", batch " + std::to_string(batch) + ", ONNX Runtime " +
                           (*library)->version() + ", threads " + std::to_string(config->model.threads);
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
  gst_video_info_init(&m_info);
}

Status Inferer::set_format(const GstVideoInfo& info) {
  const GstVideoFormatInfo* format = info.finfo;
  if (GST_VIDEO_INFO_N_PLANES(&info) != 1 || GST_VIDEO_FORMAT_INFO_DEPTH(format, 0) != 8 || GST_VIDEO_INFO_IS_YUV(&info)) {
    return {ErrorCode::kUnsupported, std::string("pictures of the format ") + GST_VIDEO_FORMAT_INFO_NAME(format) +
                                         " cannot be read; put videoconvert in front"};
  }
  PixelLayout layout;
  layout.bytes = static_cast<uint32_t>(GST_VIDEO_FORMAT_INFO_PSTRIDE(format, 0));
  if (!GST_VIDEO_INFO_IS_GRAY(&info)) {
    layout.red = static_cast<uint32_t>(GST_VIDEO_FORMAT_INFO_POFFSET(format, 0));
    layout.green = static_cast<uint32_t>(GST_VIDEO_FORMAT_INFO_POFFSET(format, 1));
    layout.blue = static_cast<uint32_t>(GST_VIDEO_FORMAT_INFO_POFFSET(format, 2));
  }
  m_info = info;
  m_preprocessor.set_format(layout, static_cast<uint32_t>(GST_VIDEO_INFO_WIDTH(&info)),
                            static_cast<uint32_t>(GST_VIDEO_INFO_HEIGHT(&info)));
  for (uint32_t place = 0; place < m_batch; ++place) m_preprocessor.fill(picture(place));
  return Status::ok();
}

meta::FrameOrigin Inferer::describe_frame(GstBuffer* buffer) {
  meta::FrameOrigin origin;
  origin.source_id = origin.pad_index = m_source_id;
  origin.frame_num = m_frame_num++;
  origin.pts = GST_BUFFER_PTS(buffer);
  origin.width = static_cast<uint32_t>(GST_VIDEO_INFO_WIDTH(&m_info));
  origin.height = static_cast<uint32_t>(GST_VIDEO_INFO_HEIGHT(&m_info));
  return origin;
}

bool Inferer::is_next_due() {
  const uint64_t batch = m_buffers++ / m_batch;
  return batch % (uint64_t{m_interval} + 1) == 0;
}

void Inferer::end_batch() {
  m_buffers = (m_buffers + m_batch - 1) / m_batch * m_batch;
}

Status Inferer::read_picture(GstBuffer* buffer, uint32_t place) {
  GstVideoFrame frame;
  if (gst_video_frame_map(&frame, &m_info, buffer, GST_MAP_READ) == FALSE) {
    return {ErrorCode::kIo, "the picture of a buffer cannot be read"};
  }
  m_preprocessor.run(static_cast<const uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)),
                     static_cast<size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0)), picture(place));
  gst_video_frame_unmap(&frame);
  return Status::ok();
}

Status Inferer::infer(std::span<GstBuffer* const> buffers) {
  Status problem;
  std::vector<GstBuffer*> ready;
  for (GstBuffer* buffer : buffers) {
    const uint32_t frames = meta::video_frame_count(buffer).value_or(0);
    if (frames == 1) {
      if (Status status = read_picture(buffer, static_cast<uint32_t>(ready.size())); !status) {
        problem = status;
        continue;
      }
      ready.push_back(buffer);
    } else if (frames > 1 && !std::exchange(m_many_frames_reported, true)) {
      problem = {ErrorCode::kMetadata, "a buffer has metadata of " + std::to_string(frames) +
                                           " frames and a picture that can only be one of them: such buffers pass without "
                                           "inference"};
    }
  }
  if (ready.empty()) return problem;

  const auto count = static_cast<uint32_t>(ready.size());
  const ModelInput& input = m_model->input();
  Result<RunResult> result = m_model->run(m_pictures.data(), input.batch != 0 ? input.batch : count, count);
  if (!result) return result.status();
  for (uint32_t i = 0; i < count; ++i) {
    auto output = std::make_shared<meta::TensorOutput>();
    output->unique_id = m_unique_id;
    output->width = input.width;
    output->height = input.height;
    output->channels = input.channels;
    output->maintain_aspect_ratio = m_preprocess.maintain_aspect_ratio;
    output->symmetric_padding = m_preprocess.symmetric_padding;
    output->layers = std::move(result->frames[i]);
    output->memory = result->memory;
    if (Status status = meta::attach_tensor_output(ready[i], 0, std::move(output)); !status) problem = status;
  }
  return problem;
}

}  // namespace nvts::infer

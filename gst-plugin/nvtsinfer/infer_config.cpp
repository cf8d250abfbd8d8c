// SPDX-License-Identifier: MIT
#include "nvtsinfer/infer_config.h"

#include <glib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "support/file.h"
#include "support/printable.h"
#include "support/similar.h"
#include "support/text.h"

namespace nvts::infer {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;
constexpr size_t kMaxShown = 64;
constexpr size_t kNear = 3;  // letters by which a key may be mistyped to be recognised
constexpr std::string_view kClassAttributes = "class-attrs-";

constexpr auto kUsed = std::to_array<std::string_view>({
    "batch-size", "gie-unique-id", "infer-dims", "input-tensor-from-meta", "labelfile-path",
    "maintain-aspect-ratio", "mean-file", "model-color-format", "net-scale-factor", "network-input-order", "offsets",
    "onnx-file", "output-blob-names", "output-tensor-meta", "process-mode", "symmetric-padding"});

// Those of models that run on whole frames, and on objects.
constexpr auto kUsedOnFrames = std::to_array<std::string_view>({"interval"});
constexpr auto kUsedOnObjects = std::to_array<std::string_view>({
    "input-object-max-height", "input-object-max-width", "input-object-min-height", "input-object-min-width",
    "operate-on-class-ids", "operate-on-gie-id", "secondary-reinfer-interval"});

// nvinfer's keys for TensorRT and the GPU, for other kinds of models, and for making objects of the outputs.
constexpr auto kUnused = std::to_array<std::string_view>({
    "auto-inc-mem", "classifier-async-mode", "classifier-threshold", "classifier-type", "clip-object-outside-roi",
    "cluster-mode", "crop-objects-to-roi-boundary", "custom-lib-path", "custom-network-config",
    "disable-output-host-copy", "dump-input-tensor", "dump-output-tensor", "enable-dbscan", "enable-dla",
    "engine-create-func-name", "filter-out-class-ids", "force-implicit-batch-dim", "gpu-id", "input-dims",
    "int8-calib-file", "ip-tensor-file", "is-classifier", "layer-device-precision", "max-gpu-mem-per",
    "model-engine-file", "model-file", "network-mode", "network-type", "num-detected-classes", "op-tensor-file",
    "output-instance-mask", "output-io-formats", "overwrite-input-tensor",
    "overwrite-output-tensor", "parse-bbox-func-name", "parse-bbox-instance-mask-func-name",
    "parse-classifier-func-name", "parse-segmentation-func-name", "proto-file", "scaling-compute-hw", "scaling-filter",
    "segmentation-output-order", "segmentation-threshold", "tensor-meta-pool-size",
    "tlt-encoded-model", "tlt-model-key", "uff-file", "uff-input-blob-name", "uff-input-dims", "uff-input-order",
    "use-dla-core", "workspace-size"});

constexpr auto kClassKeys = std::to_array<std::string_view>({
    "bg-color", "border-color", "dbscan-min-score", "detected-max-h", "detected-max-w", "detected-min-h",
    "detected-min-w", "eps", "group-threshold", "minBoxes", "nms-iou-threshold", "post-cluster-threshold",
    "pre-cluster-threshold", "roi-bottom-offset", "roi-top-offset", "threshold", "topk"});

template <size_t kCount>
bool contains(const std::array<std::string_view, kCount>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

template <size_t kCount>
void find_nearest(const std::array<std::string_view, kCount>& names, std::string_view name, std::string_view* nearest,
                  size_t* distance) {
  for (const std::string_view candidate : names) {
    const size_t letters = edit_distance(name.substr(0, kMaxShown), candidate);
    if (letters < *distance) {
      *distance = letters;
      *nearest = candidate;
    }
  }
}

std::string with_suggestion(std::string text, std::string_view nearest) {
  return nearest.empty() ? text : text + "; did you mean '" + std::string(nearest) + "'?";
}

std::vector<std::string> elements(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(';'), text.size());
    const std::string_view part = trimmed(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::optional<double> to_number(const std::string& text) {
  gchar* end = nullptr;
  const double value = g_ascii_strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

template <class Number>
std::optional<Number> to_whole(std::string_view text) {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct KeyFileFree {
  void operator()(GKeyFile* file) const { g_key_file_free(file); }
};
struct StringFree {
  void operator()(gchar* text) const { g_free(text); }
};
struct ListFree {
  void operator()(gchar** list) const { g_strfreev(list); }
};
using KeyFile = std::unique_ptr<GKeyFile, KeyFileFree>;
using List = std::unique_ptr<gchar*, ListFree>;

// The values of the group [property], and the first fault in them.
class Reader {
 public:
  Reader(std::string path, GKeyFile* file) : m_path(std::move(path)), m_file(file) {}

  [[nodiscard]] const Status& status() const { return m_status; }
  [[nodiscard]] bool has(const char* key) const { return g_key_file_has_key(m_file, "property", key, nullptr) != FALSE; }

  [[nodiscard]] std::string text(const char* key) const {
    const std::unique_ptr<gchar, StringFree> value(g_key_file_get_value(m_file, "property", key, nullptr));
    return value != nullptr ? std::string(trimmed(value.get())) : std::string();
  }

  // Relative paths are meant from the file's folder.
  [[nodiscard]] std::string file(const char* key) const {
    const std::string name = text(key);
    return name.empty() ? name : (std::filesystem::path(m_path).parent_path() / name).string();
  }

  uint32_t number(const char* key, uint32_t fallback, uint32_t lowest, uint32_t highest, const char* meaning) {
    if (!has(key)) return fallback;
    const std::optional<uint32_t> value = to_whole<uint32_t>(text(key));
    if (value && *value >= lowest && *value <= highest) return *value;
    refuse(key, meaning);
    return fallback;
  }
  bool flag(const char* key) { return number(key, 0, 0, 1, "is 0 or 1") == 1; }

  void refuse(const char* key, const std::string& what) {
    if (!m_status) return;
    m_status = {ErrorCode::kArgument, m_path + ": [property] " + key + "=" + printable(text(key), kMaxShown) + ": it " + what};
  }

 private:
  const std::string m_path;
  GKeyFile* const m_file;
  Status m_status;
};

void note_keys(GKeyFile* file, const std::string& path, InferConfig* config) {
  const List groups(g_key_file_get_groups(file, nullptr));
  for (gchar** at = groups.get(); *at != nullptr; ++at) {
    const std::string_view group = *at;
    const bool is_classes = group.starts_with(kClassAttributes);
    if (group != "property" && !is_classes) {
      config->warnings.push_back(path + ": the group [" + printable(group, kMaxShown) + "] is not one of nvinfer's");
      continue;
    }
    if (is_classes) config->unused.push_back("[" + printable(group, kMaxShown) + "]");
    const List keys(g_key_file_get_keys(file, *at, nullptr, nullptr));
    for (gchar** key = keys.get(); *key != nullptr; ++key) {
      if (is_classes ? contains(kClassKeys, *key) : contains(kUsed, *key)) continue;
      const bool of_frames = !is_classes && contains(kUsedOnFrames, *key);
      const bool of_objects = !is_classes && contains(kUsedOnObjects, *key);
      if (config->objects ? of_objects : of_frames) continue;
      if (of_frames || of_objects || (!is_classes && contains(kUnused, *key))) {
        config->unused.emplace_back(*key);
        continue;
      }
      std::string_view nearest;
      size_t distance = kNear + 1;
      if (is_classes) {
        find_nearest(kClassKeys, *key, &nearest, &distance);
      } else {
        find_nearest(kUsed, *key, &nearest, &distance);
        find_nearest(kUsedOnFrames, *key, &nearest, &distance);
        find_nearest(kUsedOnObjects, *key, &nearest, &distance);
        find_nearest(kUnused, *key, &nearest, &distance);
      }
      config->warnings.push_back(with_suggestion(
          path + ": [" + printable(group, kMaxShown) + "] " + printable(*key, kMaxShown) + " is not a key of nvinfer", nearest));
    }
  }
}

void read_model(Reader* reader, ModelOptions* model) {
  if (!reader->has("onnx-file")) {
    reader->refuse("onnx-file", "must name the model; engines, Caffe, UFF and TAO models do not run here");
  }
  model->path = reader->file("onnx-file");
  model->outputs = elements(reader->text("output-blob-names"));
  if (reader->has("network-input-order")) {
    const uint32_t order = reader->number("network-input-order", 0, 0, 1, "is 0 (NCHW) or 1 (NHWC)");
    model->order = order == 1 ? InputOrder::kNhwc : InputOrder::kNchw;
  }
  if (!reader->has("infer-dims")) return;
  const std::vector<std::string> parts = elements(reader->text("infer-dims"));
  std::array<uint32_t, 3> dims = {};
  bool good = parts.size() == dims.size();
  for (size_t i = 0; good && i < dims.size(); ++i) {
    dims[i] = to_whole<uint32_t>(parts[i]).value_or(0);
    good = dims[i] > 0;
  }
  if (!good) reader->refuse("infer-dims", "is three numbers above 0, channels;height;width");
  model->dims = dims;
}

void read_preprocess(Reader* reader, PreprocessOptions* options) {
  if (reader->has("net-scale-factor")) {
    const std::optional<double> scale = to_number(reader->text("net-scale-factor"));
    if (!scale || *scale <= 0) reader->refuse("net-scale-factor", "is a number above 0");
    options->scale = scale.value_or(1);
  }
  constexpr std::array kColors = {ColorFormat::kRgb, ColorFormat::kBgr, ColorFormat::kGray};
  options->color = kColors[reader->number("model-color-format", 0, 0, 2, "is 0 (RGB), 1 (BGR) or 2 (grey)")];
  if (reader->has("offsets")) {
    const std::vector<std::string> parts = elements(reader->text("offsets"));
    const size_t wanted = options->color == ColorFormat::kGray ? 1 : 3;
    bool good = parts.size() == wanted;
    for (size_t i = 0; good && i < wanted; ++i) {
      const std::optional<double> offset = to_number(parts[i]);
      options->offsets[i] = offset.value_or(0);
      good = offset.has_value();
    }
    if (!good) reader->refuse("offsets", "is a number for each channel, such as 123.7;116.3;103.5");
  }
  options->maintain_aspect_ratio = reader->flag("maintain-aspect-ratio");
  options->symmetric_padding = reader->flag("symmetric-padding");
  if (reader->has("mean-file")) reader->refuse("mean-file", "is not supported; give the means of the channels as offsets");
}

void read_objects(Reader* reader, InferConfig* config) {
  ObjectOptions& objects = config->objects.emplace();
  constexpr int32_t kAnybody = -1;
  if (reader->has("operate-on-gie-id")) {
    const std::optional<int32_t> id = to_whole<int32_t>(reader->text("operate-on-gie-id"));
    if (!id || *id < kAnybody) reader->refuse("operate-on-gie-id", "is the gie-unique-id of another element, or -1 for any");
    if (id && *id != kAnybody) objects.component_id = *id;
  }
  for (const std::string& part : elements(reader->text("operate-on-class-ids"))) {
    const std::optional<int32_t> id = to_whole<int32_t>(part);
    if (!id || *id < 0) reader->refuse("operate-on-class-ids", "is class ids from 0 on, such as 0;2");
    objects.class_ids.push_back(id.value_or(0));
  }
  const auto pixels = [&](const char* key) { return reader->number(key, 0, 0, INT32_MAX, "is a number of pixels from 0 on"); };
  objects.min_width = pixels("input-object-min-width");
  objects.min_height = pixels("input-object-min-height");
  objects.max_width = pixels("input-object-max-width");
  objects.max_height = pixels("input-object-max-height");
  objects.reinfer_interval =
      reader->number("secondary-reinfer-interval", 0, 0, INT32_MAX, "is a number of frames from 0 on");
}

}  // namespace

Result<InferConfig> read_config(const std::string& path) {
  Result<std::string> text = read_file(path, kMaxFileBytes);
  if (!text) return text.status();
  return parse_config(path, *text);
}

Result<InferConfig> parse_config(const std::string& path, std::string_view text) {
  const KeyFile file(g_key_file_new());
  GError* error = nullptr;
  if (g_key_file_load_from_data(file.get(), text.data(), text.size(), G_KEY_FILE_NONE, &error) == FALSE) {
    Status status{ErrorCode::kArgument,
                  path + " is no configuration file of nvinfer ([property], then a key=value in each line): " +
                      printable(error->message, 256)};
    g_error_free(error);
    return status;
  }
  if (g_key_file_has_group(file.get(), "property") == FALSE) {
    return Status{ErrorCode::kArgument, path + " is no configuration file of nvinfer: it has no group [property]"};
  }

  InferConfig config;
  Reader reader(path, file.get());
  if (reader.number("process-mode", 1, 1, 2, "is 1 (whole frames) or 2 (objects)") == 2) read_objects(&reader, &config);
  if (reader.flag("input-tensor-from-meta")) {
    reader.refuse("input-tensor-from-meta", "is not supported: the picture is made ready here (0)");
  }
  read_model(&reader, &config.model);
  read_preprocess(&reader, &config.preprocess);
  config.unique_id = reader.number("gie-unique-id", config.unique_id, 0, UINT32_MAX, "is a number from 0 on");
  config.batch_size = reader.number("batch-size", 0, 1, 256, "is a number from 1 to 256");
  if (!config.objects) config.interval = reader.number("interval", 0, 0, INT32_MAX, "is a number from 0 on");
  static_cast<void>(reader.flag("output-tensor-meta"));
  config.label_file = reader.file("labelfile-path");
  if (!reader.status()) return reader.status();
  note_keys(file.get(), path, &config);
  return config;
}

}  // namespace nvts::infer

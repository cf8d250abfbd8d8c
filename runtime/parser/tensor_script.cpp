// SPDX-License-Identifier: MIT
#include "parser/tensor_script.h"

#include <algorithm>
#include <utility>

#include "parser/found_tensors.h"
#include "support/printable.h"

namespace nvts::parser {
namespace {

using host::ScriptError;
using table::Section;

// Frames after which it is time to say that there are no tensors. With an interval some carry none.
constexpr uint64_t kPatience = 100;
constexpr size_t kMaxName = 128;
constexpr size_t kMaxWarnings = 64;
constexpr size_t kMaxMapCells = size_t{1} << 25;

std::string origin_of(const meta::FoundTensors& tensors) {
  return " (tensors of unique-id " + std::to_string(tensors.unique_id) +
         (tensors.object < 0 ? " for a frame)" : " for an object)");
}

// In the words of the parser's error, with where the tensors came from.
ScriptError with_origin(ScriptError error, const meta::FoundTensors& tensors) {
  error.status = Status{error.status.code(), error.status.message() + origin_of(tensors)};
  error.frame = static_cast<int32_t>(tensors.frame);
  return error;
}

}  // namespace

std::optional<ScriptError> TensorScript::create(std::unique_ptr<Parser> parser, table::FrameTable& table,
                                                meta::Bridge& bridge, Parser::Log log, const TensorOptions& options,
                                                std::unique_ptr<host::ScriptHost>* script) {
  auto labels = read_labels(options.labels, parser->output());
  if (!labels) {
    return ScriptError{{labels.status().code(), "labels-file: " + labels.status().message()}, "load", -1, {}, {}};
  }
  std::unique_ptr<TensorScript> made(new TensorScript(std::move(parser), table, bridge, std::move(log), options));
  made->m_labels = *std::move(labels);
  Model& given = made->m_given;
  given.wanted = made->m_parser->output();
  const bool one_list = given.wanted != Output::kClasses && !made->m_labels.empty();
  given.classes = one_list ? static_cast<uint32_t>(made->m_labels[0].size()) : 0;
  *script = std::move(made);
  return std::nullopt;
}

uint32_t TensorScript::groups() const {
  // A class is added to the text that an object is drawn with.
  if (m_parser->output() == Output::kClasses) return table::kGroupCore | table::kGroupStyle;
  return table::kGroupCore;
}

std::optional<ScriptError> TensorScript::run_batch() {
  if (Status status = m_bridge.tensors(m_options.unique_id, &m_tensors); !status) {
    return ScriptError{std::move(status), "parse", -1, {}, {}};
  }
  if (m_tensors.empty()) {
    miss_tensors();
    return std::nullopt;
  }
  m_seen = true;
  m_map_cells = 0;
  const Parser::Batch batch(*m_parser);
  std::optional<ScriptError> failure;
  uint32_t failed = 0, good = 0;
  for (std::span<const meta::FoundTensors> rest = m_tensors; !rest.empty();) {
    const uint32_t frame = rest.front().frame;
    const auto other = [frame](const meta::FoundTensors& tensors) { return tensors.frame != frame; };
    const auto count = static_cast<size_t>(std::find_if(rest.begin(), rest.end(), other) - rest.begin());
    if (auto error = parse_frame(rest.first(count))) {
      ++failed;
      // A parser that was stopped is the graver news, and has nothing to say to the frames that follow.
      const bool stopped = error->discard;
      if (!failure || stopped) failure = std::move(error);
      if (stopped) break;
    } else {
      ++good;
    }
    rest = rest.subspan(count);
  }
  if (!failure) return std::nullopt;
  failure->keeps_edits = good > 0;
  if (failed > 1) {
    failure->status = {failure->status.code(), failure->status.message() + "; " + std::to_string(failed) +
                                                   " frames of the batch have failed, this is one of them"};
  }
  return failure;
}

// All of a frame's tensors, or nothing.
std::optional<ScriptError> TensorScript::parse_frame(std::span<const meta::FoundTensors> tensors) {
  m_rows.begin_frame(tensors.front().frame);
  m_maps.clear();
  for (const meta::FoundTensors& each : tensors) {
    auto failure = parse(each);
    if (!failure) continue;
    m_rows.drop_frame();
    return with_origin(*std::move(failure), each);
  }
  if (Status status = m_rows.end_frame(); !status) {
    m_rows.drop_frame();
    return with_origin({std::move(status), "parse", -1, {}, {}}, tensors.front());
  }
  for (meta::ClassMap& map : m_maps) m_bridge.add_class_map(std::move(map));
  return std::nullopt;
}

std::optional<ScriptError> TensorScript::parse(const meta::FoundTensors& tensors) {
  if (is_empty(tensors)) return std::nullopt;
  if (Status status = read_tensors(tensors, &m_given, &m_buffers); !status) {
    return ScriptError{std::move(status), "parse", -1, {}, {}};
  }
  if (auto failure = tell_model(tensors)) return failure;
  if (auto failure = m_parser->parse(m_buffers)) return failure;
  if (m_parser->output() == Output::kSegmentation) {
    Status status = add_class_map(tensors);
    return status ? std::nullopt : std::optional(ScriptError{std::move(status), "parse", -1, {}, {}});
  }
  const TensorSource source{tensors.frame, tensors.object, tensors.unique_id, place(tensors)};
  Status status = m_rows.add(*m_parser, source);
  return status ? std::nullopt : std::optional(ScriptError{std::move(status), "parse", -1, {}, {}});
}

// A model that lists what it has found has nothing to list where nothing is.
bool TensorScript::is_empty(const meta::FoundTensors& tensors) {
  for (const meta::FoundLayer& layer : tensors.layers) {
    if (layer.dim_count > meta::kMaxTensorDims) continue;
    const uint32_t* end = layer.dims + layer.dim_count;
    if (std::find(layer.dims, end, 0u) == end) continue;
    if (!std::exchange(m_empty_told, true) && m_log) {
      m_log(host::LogLevel::kInfo, "layer '" + printable(layer.name != nullptr ? layer.name : "", kMaxName) +
                                       "' is empty in this frame: that counts as nothing found, here and in what follows");
    }
    return true;
  }
  return false;
}

// Each model is told once, whether it fits or not.
std::optional<ScriptError> TensorScript::tell_model(const meta::FoundTensors& tensors) {
  if (m_given == m_told) return m_misfit;
  m_told = m_given;
  Model model = m_told;
  model.labels = m_labels;
  m_misfit = m_parser->set_model(model);
  if (!m_misfit && !m_parser->info().warning.empty()) warn(m_parser->info().warning + origin_of(tensors));
  return m_misfit;
}

// Networks that take turns are models that change with every frame.
void TensorScript::warn(std::string text) {
  if (m_warned.size() >= kMaxWarnings || !m_warned.insert(text).second) return;
  m_warning = std::move(text);
}

Placement TensorScript::place(const meta::FoundTensors& tensors) const {
  Region region;
  if (tensors.object >= 0) {
    const table::Objects c = m_table.objects();
    const int32_t row = tensors.object;
    if ((c.flags[row] & table::object_flag::kInvalidBox) == 0) {
      region = {c.left[row], c.top[row], c.width[row], c.height[row]};
    }
  } else {
    const table::Frames c = m_table.frames();
    region.width = static_cast<float>(c.pipeline_width[tensors.frame]);
    region.height = static_cast<float>(c.pipeline_height[tensors.frame]);
  }
  const bool symmetric = m_options.padding == Padding::kAsMetadataSays ? tensors.symmetric_padding.value_or(false)
                                                                       : m_options.padding == Padding::kSymmetric;
  return {region, tensors.width, tensors.height, tensors.keeps_aspect_ratio, symmetric};
}

Status TensorScript::add_class_map(const meta::FoundTensors& tensors) {
  const OutputBlock& from = m_parser->results();
  const size_t cells = size_t{from.map_width()} * from.map_height();
  m_map_cells += cells;
  if (m_map_cells > kMaxMapCells) {
    return {ErrorCode::kLimit, "the class maps of a batch have more than " + std::to_string(kMaxMapCells) + " cells"};
  }
  meta::ClassMap map{tensors.frame, tensors.object, tensors.unique_id, m_parser->label_count(0),
                     from.map_width(), from.map_height(), {from.class_map(), from.class_map() + cells}};
  if (map.classes == 0) {
    const auto highest = std::max_element(map.ids.begin(), map.ids.end());
    map.classes = static_cast<uint32_t>(*highest) + 1;
  }
  m_maps.push_back(std::move(map));
  return Status::ok();
}

void TensorScript::miss_tensors() {
  if (m_seen) return;
  const uint64_t before = m_frames_without;
  m_frames_without += m_table.count(Section::kFrames);
  if (before >= kPatience || m_frames_without < kPatience || !m_log) return;
  m_log(host::LogLevel::kWarning,
        "none of the first " + std::to_string(m_frames_without) + " frames came with tensors" +
            (m_options.unique_id != 0 ? " of unique-id " + std::to_string(m_options.unique_id) : "") +
            ": the inference element before this one needs output-tensor-meta=1" +
            (m_options.unique_id != 0 ? ", and tensor-unique-id must be its unique-id" : ""));
}

std::optional<ScriptError> TensorScript::notify(uint32_t hook, std::string_view) {
  m_table.begin_batch();
  if (hook != table::hook::kOnMessage) return std::nullopt;
  return ScriptError{{ErrorCode::kMessage, "a parser takes no messages"}, "onMessage", -1, {}, {}};
}

std::optional<ScriptError> TensorScript::save(std::string* state) {
  state->clear();
  return m_parser->look_after();
}

std::optional<ScriptError> TensorScript::restore(std::string_view) {
  m_table.begin_batch();
  return std::nullopt;
}

}  // namespace nvts::parser

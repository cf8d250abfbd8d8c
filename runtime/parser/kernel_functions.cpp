// SPDX-License-Identifier: MIT
#include "parser/kernel_functions.h"

#include "parser/kernel_arguments.h"
#include "parser/kernels/kernels.h"

namespace nvts::parser {
namespace {

using jsc::Call;
using jsc::ValueRef;

// A matrix in an array, checked in any case but for rows that are named one by one.
struct MatrixArguments {
  std::span<const float> data;
  size_t offset, rows, columns, row_stride, column_stride;

  static MatrixArguments read(KernelArguments& arguments, const char* name) {
    const std::span<const float> data = arguments.source(name);
    const size_t offset = arguments.count("offset"), rows = arguments.count("rows"), columns = arguments.count("cols");
    const size_t row_stride = arguments.count("rowStride"), column_stride = arguments.count("colStride");
    arguments.need(name, data.size(), offset, {{rows, row_stride}, {columns, column_stride}});
    arguments.bound({rows, columns});
    return {data, offset, rows, columns, row_stride, column_stride};
  }
  [[nodiscard]] kernels::Matrix matrix() const {
    return {data.data() + offset, rows, columns, row_stride, column_stride};
  }
};

ValueRef argmax(void* tensors, Call& call) {
  KernelArguments arguments(call, "argmax", tensors);
  const auto scores = MatrixArguments::read(arguments, "scores");
  const auto index = arguments.ints("outIndex");
  const auto value = arguments.floats("outValue");
  arguments.need("outIndex", index.size(), 0, {{scores.rows, 1}});
  arguments.need("outValue", value.size(), 0, {{scores.rows, 1}});
  if (!arguments.ok()) return arguments.error();
  kernels::argmax(scores.matrix(), index.data(), value.data());
  return arguments.result(scores.rows);
}

ValueRef max(void* tensors, Call& call) {
  KernelArguments arguments(call, "max", tensors);
  const auto scores = MatrixArguments::read(arguments, "scores");
  const auto value = arguments.floats("outValue");
  arguments.need("outValue", value.size(), 0, {{scores.rows, 1}});
  if (!arguments.ok()) return arguments.error();
  kernels::max(scores.matrix(), value.data());
  return arguments.result(scores.rows);
}

ValueRef first_not_finite(void* tensors, Call& call) {
  KernelArguments arguments(call, "firstNotFinite", tensors);
  const auto source = MatrixArguments::read(arguments, "src");
  const size_t logits = arguments.count("logits");
  if (logits > 1) arguments.fail("logits must be 0 or 1");
  if (!arguments.ok()) return arguments.error();
  return call.from(static_cast<double>(kernels::first_not_finite(source.matrix(), logits == 1)));
}

ValueRef compact(void* tensors, Call& call) {
  KernelArguments arguments(call, "compact", tensors);
  const auto scores = arguments.source("scores");
  const size_t offset = arguments.count("offset"), count = arguments.count("count"), stride = arguments.count("stride");
  const auto threshold = static_cast<float>(arguments.number("threshold"));
  const auto index = arguments.ints("outIndex");
  const auto score = arguments.floats("outScore");
  arguments.need("scores", scores.size(), offset, {{count, stride}});
  arguments.bound({count});
  if (!arguments.ok()) return arguments.error();
  return arguments.result(kernels::compact({scores.data() + offset, count, stride}, threshold, index.data(),
                                           score.data(), std::min(index.size(), score.size())));
}

ValueRef compact_classes(void* tensors, Call& call) {
  KernelArguments arguments(call, "compactClasses", tensors);
  const auto scores = MatrixArguments::read(arguments, "scores");
  const int64_t weights = arguments.count_or_none("weightOffset");
  const auto thresholds = arguments.floats("thresholds");
  const auto index = arguments.ints("outIndex");
  const auto classes = arguments.ints("outClass");
  const auto score = arguments.floats("outScore");
  if (weights >= 0) {
    arguments.need("scores", scores.data.size(), static_cast<size_t>(weights), {{scores.rows, scores.row_stride}});
  }
  if (thresholds.size() != 1 && (thresholds.empty() || thresholds.size() < scores.columns)) {
    arguments.fail("thresholds has " + std::to_string(thresholds.size()) + " elements, 1 or " +
                   std::to_string(scores.columns) + " are wanted");
  }
  if (!arguments.ok()) return arguments.error();
  return arguments.result(kernels::compact_classes(
      scores.matrix(), weights >= 0 ? scores.data.data() + weights : nullptr, {thresholds.data(), thresholds.size()},
      index.data(), classes.data(), score.data(), std::min({index.size(), classes.size(), score.size()})));
}

ValueRef top_k(void* tensors, Call& call) {
  KernelArguments arguments(call, "topK", tensors);
  const auto scores = arguments.source("scores");
  const size_t offset = arguments.count("offset"), count = arguments.count("count"), stride = arguments.count("stride");
  const size_t k = arguments.count("k");
  const auto index = arguments.ints("outIndex");
  arguments.need("scores", scores.size(), offset, {{count, stride}});
  arguments.bound({count, 32});  // the memory that sorting takes is no array's of the script
  if (!arguments.ok()) return arguments.error();
  return arguments.result(
      kernels::top_k({scores.data() + offset, count, stride}, std::min(k, index.size()), index.data()));
}

template <void (*kernel)(const kernels::Vector&, float*)>
ValueRef each(void* tensors, Call& call, const char* name) {
  KernelArguments arguments(call, name, tensors);
  const auto source = arguments.source("src");
  const size_t offset = arguments.count("offset"), stride = arguments.count("stride"), count = arguments.count("count");
  const auto out = arguments.floats("out");
  const size_t out_offset = arguments.count("outOffset");
  arguments.need("src", source.size(), offset, {{count, stride}});
  arguments.need("out", out.size(), out_offset, {{count, 1}});
  if (!arguments.ok()) return arguments.error();
  kernel({source.data() + offset, count, stride}, out.data() + out_offset);
  return arguments.result(count);
}

ValueRef sigmoid(void* tensors, Call& call) {
  return each<kernels::sigmoid>(tensors, call, "sigmoid");
}
ValueRef exp(void* tensors, Call& call) {
  return each<kernels::exp>(tensors, call, "exp");
}
ValueRef column(void* tensors, Call& call) {
  return each<kernels::column>(tensors, call, "column");
}

ValueRef softmax(void* tensors, Call& call) {
  KernelArguments arguments(call, "softmax", tensors);
  const auto source = MatrixArguments::read(arguments, "src");
  const auto out = arguments.floats("out");
  const size_t out_offset = arguments.count("outOffset");
  arguments.need("out", out.size(), out_offset, {{source.rows, source.columns}, {source.columns, 1}});
  if (!arguments.ok()) return arguments.error();
  kernels::softmax(source.matrix(), out.data() + out_offset);
  return arguments.result(source.rows);
}

ValueRef gather(void* tensors, Call& call) {
  KernelArguments arguments(call, "gather", tensors);
  const auto source = arguments.source("src");
  const size_t offset = arguments.count("offset"), row_stride = arguments.count("rowStride");
  const size_t columns = arguments.count("cols"), column_stride = arguments.count("colStride");
  const auto indices = arguments.ints("indices");
  const size_t count = arguments.count("count");
  const auto out = arguments.floats("out");
  arguments.need("indices", indices.size(), 0, {{count, 1}});
  arguments.need("out", out.size(), 0, {{count, columns}, {columns, 1}});
  if (arguments.ok()) {
    arguments.keep_apart("out", out, "indices", indices);
    arguments.need_rows("src", source.size(), offset, row_stride, {{columns, column_stride}}, indices.first(count));
  }
  if (!arguments.ok()) return arguments.error();
  kernels::gather({source.data() + offset, 0, columns, row_stride, column_stride}, indices.data(), count, out.data());
  return arguments.result(count);
}

ValueRef boxes(void* tensors, Call& call) {
  KernelArguments arguments(call, "boxes", tensors);
  const auto source = arguments.source("src");
  const size_t offset = arguments.count("offset"), row_stride = arguments.count("rowStride");
  const size_t column_stride = arguments.count("colStride"), format = arguments.count("format");
  const auto indices = arguments.ints("indices");
  const size_t count = arguments.count("count");
  const auto out = arguments.floats("out");
  if (format > 2) arguments.fail("format must be 0, 1 or 2");
  arguments.need("indices", indices.size(), 0, {{count, 1}});
  arguments.need("out", out.size(), 0, {{count, 4}, {4, 1}});
  if (arguments.ok()) {
    arguments.keep_apart("out", out, "indices", indices);
    arguments.need_rows("src", source.size(), offset, row_stride, {{4, column_stride}}, indices.first(count));
  }
  if (!arguments.ok()) return arguments.error();
  kernels::boxes({source.data() + offset, 0, 4, row_stride, column_stride}, static_cast<kernels::BoxFormat>(format),
                 indices.data(), count, out.data());
  return arguments.result(count);
}

ValueRef dfl(void* tensors, Call& call) {
  KernelArguments arguments(call, "dfl", tensors);
  const auto source = arguments.source("src");
  const size_t offset = arguments.count("offset"), row_stride = arguments.count("rowStride");
  const size_t column_stride = arguments.count("colStride"), bins = arguments.count("bins");
  const auto indices = arguments.ints("indices");
  const size_t count = arguments.count("count");
  const auto out = arguments.floats("out");
  if (bins < 1 || bins > 256) arguments.fail("bins must be 1 to 256");
  arguments.need("indices", indices.size(), 0, {{count, 1}});
  arguments.need("out", out.size(), 0, {{count, 4}, {4, 1}});
  arguments.bound({count, bins, 4});
  if (arguments.ok()) {
    arguments.keep_apart("out", out, "indices", indices);
    arguments.need_rows("src", source.size(), offset, row_stride, {{4 * bins, column_stride}}, indices.first(count));
  }
  if (!arguments.ok()) return arguments.error();
  kernels::dfl({source.data() + offset, 0, 4 * bins, row_stride, column_stride}, bins, indices.data(), count,
               out.data());
  return arguments.result(count);
}

ValueRef iou_matrix(void* tensors, Call& call) {
  KernelArguments arguments(call, "iouMatrix", tensors);
  const auto a = arguments.floats("a");
  const size_t count_a = arguments.count("countA");
  const auto b = arguments.floats("b");
  const size_t count_b = arguments.count("countB");
  const auto out = arguments.floats("out");
  arguments.need("a", a.size(), 0, {{count_a, 4}, {4, 1}});
  arguments.need("b", b.size(), 0, {{count_b, 4}, {4, 1}});
  arguments.need("out", out.size(), 0, {{count_a, count_b}, {count_b, 1}});
  if (!arguments.ok()) return arguments.error();
  kernels::iou_matrix(a.data(), count_a, b.data(), count_b, out.data());
  return arguments.result(count_a * count_b);
}

struct BoxArguments {
  std::span<float> boxes, scores;
  std::span<int32_t> classes;
  size_t count;

  static BoxArguments read(KernelArguments& arguments) {
    BoxArguments read;
    bool no_classes = false;
    read.boxes = arguments.floats("boxes");
    read.scores = arguments.floats("scores");
    read.classes = arguments.ints_or_null("classes", &no_classes);
    read.count = arguments.count("count");
    arguments.need("boxes", read.boxes.size(), 0, {{read.count, 4}, {4, 1}});
    arguments.need("scores", read.scores.size(), 0, {{read.count, 1}});
    if (!no_classes) arguments.need("classes", read.classes.size(), 0, {{read.count, 1}});
    return read;
  }
  [[nodiscard]] kernels::Boxes get() const {
    return {boxes.data(), scores.data(), classes.empty() ? nullptr : classes.data(), count};
  }
};

kernels::Patience patience_of(Call& call) {
  return {[](void* data) { return static_cast<Call*>(data)->is_time_up(); }, &call};
}

ValueRef nms(void* tensors, Call& call) {
  KernelArguments arguments(call, "nms", tensors);
  const BoxArguments boxes = BoxArguments::read(arguments);
  const double iou = arguments.number("iou");
  const size_t max_kept = arguments.count("maxKept");
  const auto index = arguments.ints("outIndex");
  if (!arguments.ok()) return arguments.error();
  kernels::Patience patience = patience_of(call);
  return arguments.result(
      kernels::nms(boxes.get(), iou, std::min(max_kept, index.size()), index.data(), patience));
}

ValueRef soft_nms(void* tensors, Call& call) {
  KernelArguments arguments(call, "softNms", tensors);
  const BoxArguments boxes = BoxArguments::read(arguments);
  const size_t method = arguments.count("method");
  const double iou = arguments.number("iou"), sigma = arguments.number("sigma"), least = arguments.number("minScore");
  const size_t max_kept = arguments.count("maxKept");
  const auto index = arguments.ints("outIndex");
  const auto score = arguments.floats("outScore");
  if (method > 1) arguments.fail("method must be 0 or 1");
  if (!arguments.ok()) return arguments.error();
  kernels::Patience patience = patience_of(call);
  const kernels::SoftNms rule = {method == 0 ? kernels::Decay::kLinear : kernels::Decay::kGaussian, iou, sigma, least};
  return arguments.result(kernels::soft_nms(boxes.get(), rule, std::min({max_kept, index.size(), score.size()}),
                                            index.data(), score.data(), patience));
}

ValueRef assemble_mask(void* tensors, Call& call) {
  KernelArguments arguments(call, "assembleMask", tensors);
  const auto prototypes = arguments.source("prototypes");
  const size_t offset = arguments.count("offset"), channels = arguments.count("channels");
  const size_t height = arguments.count("height"), width = arguments.count("width");
  const auto coefficients = arguments.source("coefficients");
  const size_t first = arguments.count("coefOffset"), stride = arguments.count("coefStride");
  const double left = arguments.number("left"), top = arguments.number("top");
  const double box_width = arguments.number("boxWidth"), box_height = arguments.number("boxHeight");
  const size_t out_width = arguments.count("outWidth"), out_height = arguments.count("outHeight");
  const auto out = arguments.floats("out");
  const size_t out_offset = arguments.count("outOffset");
  if (width == 0 || height == 0 || out_width == 0 || out_height == 0) {
    arguments.fail("width, height, outWidth and outHeight must be at least 1");
  }
  if (!std::isfinite(left) || !std::isfinite(top) || !std::isfinite(box_width) || !std::isfinite(box_height)) {
    arguments.fail("the box must be of finite numbers");
  }
  arguments.bound({channels, height, width});
  arguments.need("prototypes", prototypes.size(), offset, {{channels, height * width}, {height, width}, {width, 1}});
  arguments.need("coefficients", coefficients.size(), first, {{channels, stride}});
  arguments.need("out", out.size(), out_offset, {{out_height, out_width}, {out_width, 1}});
  if (!arguments.ok()) return arguments.error();
  kernels::assemble_mask({prototypes.data() + offset, channels, height, width}, coefficients.data() + first, stride,
                         {left, top, box_width, box_height}, out_width, out_height, out.data() + out_offset);
  return arguments.result(out_width * out_height);
}

ValueRef half_to_float(void* tensors, Call& call) {
  KernelArguments arguments(call, "halfToFloat", tensors);
  const auto source = arguments.half_source("src");
  const size_t offset = arguments.count("offset"), count = arguments.count("count");
  const auto out = arguments.floats("out");
  const size_t out_offset = arguments.count("outOffset");
  arguments.need("src", source.size(), offset, {{count, 1}});
  arguments.need("out", out.size(), out_offset, {{count, 1}});
  if (!arguments.ok()) return arguments.error();
  kernels::half_to_float(source.data() + offset, count, out.data() + out_offset);
  return arguments.result(count);
}

struct Kernel {
  const char* name;
  jsc::NativeFunction function;
};

constexpr Kernel kKernels[] = {
    {"argmax", &argmax},
    {"max", &max},
    {"firstNotFinite", &first_not_finite},
    {"compact", &compact},
    {"compactClasses", &compact_classes},
    {"topK", &top_k},
    {"sigmoid", &sigmoid},
    {"exp", &exp},
    {"softmax", &softmax},
    {"column", &column},
    {"gather", &gather},
    {"boxes", &boxes},
    {"iouMatrix", &iou_matrix},
    {"nms", &nms},
    {"softNms", &soft_nms},
    {"dfl", &dfl},
    {"assembleMask", &assemble_mask},
    {"halfToFloat", &half_to_float},
};

}  // namespace

jsc::Value make_kernel_functions(jsc::Context& context, const TensorsInHand* tensors) {
  jsc::Value kernels = context.make_object();
  for (const Kernel& kernel : kKernels) {
    context.set_property(kernels, kernel.name, context.make_function(kernel.function, const_cast<TensorsInHand*>(tensors)));
  }
  return kernels;
}

}  // namespace nvts::parser

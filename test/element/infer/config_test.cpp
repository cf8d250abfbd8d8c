// SPDX-License-Identifier: MIT
#include "check.h"
#include "folder.h"
#include "nvtsinfer/infer_config.h"

namespace nvts::infer {
namespace {

Result<InferConfig> parse(const std::string& keys) {
  return parse_config("/models/a b/config.txt", "[property]\nonnx-file=yolo.onnx\n" + keys);
}

std::string fault(const std::string& keys) {
  const auto config = parse(keys);
  return config ? "" : config.status().message();
}

TEST("a file of nvinfer's is read with its paths relative to its folder") {
  const auto config = parse(
      "net-scale-factor=0.0039215697906911373\nmodel-color-format=1\noffsets=1.5;2; 3;\ninfer-dims=3;416;640\n"
      "maintain-aspect-ratio=1\nsymmetric-padding=1\noutput-blob-names=boxes;scores\ngie-unique-id=7\nbatch-size=4\n"
      "interval=2\nlabelfile-path=/etc/labels.txt\nnetwork-input-order=1\nprocess-mode=1\n");
  REQUIRE(config);
  CHECK_EQ(config->model.path, "/models/a b/yolo.onnx");
  CHECK(config->model.dims == (std::array<uint32_t, 3>{3, 416, 640}));
  CHECK(config->model.outputs == (std::vector<std::string>{"boxes", "scores"}));
  CHECK(config->model.order == InputOrder::kNhwc);
  CHECK_NEAR(config->preprocess.scale, 1 / 255.0, 1e-8);
  CHECK(config->preprocess.offsets == (std::array<double, 3>{1.5, 2, 3}));
  CHECK(config->preprocess.color == ColorFormat::kBgr);
  CHECK(config->preprocess.maintain_aspect_ratio && config->preprocess.symmetric_padding);
  CHECK_EQ(config->unique_id, 7);
  CHECK_EQ(config->batch_size, 4);
  CHECK_EQ(config->interval, 2);
  CHECK_EQ(config->label_file, "/etc/labels.txt");
  CHECK(config->warnings.empty() && config->unused.empty());
}

TEST("a secondary model's keys say which objects it runs on") {
  const auto config = parse(
      "process-mode=2\noperate-on-gie-id=4\noperate-on-class-ids=0;2;\ninput-object-min-width=16\n"
      "input-object-min-height=32\ninput-object-max-width=640\ninput-object-max-height=480\n"
      "secondary-reinfer-interval=15\ninterval=3\n");
  REQUIRE(config && config->objects);
  const ObjectOptions& objects = *config->objects;
  CHECK(objects.component_id == 4);
  CHECK(objects.class_ids == (std::vector<int32_t>{0, 2}));
  CHECK(objects.min_width == 16 && objects.min_height == 32 && objects.max_width == 640 && objects.max_height == 480);
  CHECK_EQ(objects.reinfer_interval, 15);
  CHECK_EQ(config->interval, 0);
  CHECK(config->unused == std::vector<std::string>{"interval"});
  const auto anybody = parse("process-mode=2\noperate-on-gie-id=-1\n");
  REQUIRE(anybody && anybody->objects);
  CHECK(!anybody->objects->component_id && anybody->objects->class_ids.empty());
  const auto primary = parse("operate-on-gie-id=1\nintervall=3\n");
  REQUIRE(primary);
  CHECK(!primary->objects && primary->unused == std::vector<std::string>{"operate-on-gie-id"});
  CHECK(primary->warnings.size() == 1 && primary->warnings[0].ends_with("did you mean 'interval'?"));
}

TEST("keys of TensorRT and of what makes objects are listed and not complained of") {
  const auto config = parse("network-mode=2\nmodel-engine-file=x.engine\ncluster-mode=4\n[class-attrs-all]\ntopk=300\n");
  REQUIRE(config);
  CHECK(config->warnings.empty());
  const std::vector<std::string> unused = {"network-mode", "model-engine-file", "cluster-mode", "[class-attrs-all]"};
  CHECK(config->unused == unused);
}

TEST("a mistyped key is warned of with the one that is meant") {
  const auto config = parse("net-scale-facter=0.1\n[class-attrs-0]\npre-cluster-treshold=0.4\n[propety]\na=1\n");
  REQUIRE(config);
  REQUIRE(config->warnings.size() == 3);
  CHECK_EQ(config->warnings[0],
           "/models/a b/config.txt: [property] net-scale-facter is not a key of nvinfer; did you mean 'net-scale-factor'?");
  CHECK_EQ(config->warnings[1], "/models/a b/config.txt: [class-attrs-0] pre-cluster-treshold is not a key of nvinfer; did "
                                "you mean 'pre-cluster-threshold'?");
  CHECK_EQ(config->warnings[2], "/models/a b/config.txt: the group [propety] is not one of nvinfer's");
}

TEST("a value that cannot be is refused with file, group, key and value") {
  CHECK_EQ(fault("net-scale-factor=0,1\n"),
           "/models/a b/config.txt: [property] net-scale-factor=0,1: it is a number above 0");
  CHECK_EQ(fault("offsets=1;2\n"),
           "/models/a b/config.txt: [property] offsets=1;2: it is a number for each channel, such as 123.7;116.3;103.5");
  CHECK_EQ(fault("infer-dims=3;0;640\n"),
           "/models/a b/config.txt: [property] infer-dims=3;0;640: it is three numbers above 0, channels;height;width");
  CHECK_EQ(fault("process-mode=2\noperate-on-class-ids=0;car\n"),
           "/models/a b/config.txt: [property] operate-on-class-ids=0;car: it is class ids from 0 on, such as 0;2");
  for (const char* key : {"model-color-format=3", "interval=-1", "batch-size=0", "maintain-aspect-ratio=yes",
                          "mean-file=mean.ppm", "net-scale-factor=nan", "input-tensor-from-meta=1", "gie-unique-id=1.5",
                          "offsets=1;2;inf", "batch-size=99999999999999999999", "process-mode=3",
                          "process-mode=2\noperate-on-gie-id=-2", "process-mode=2\ninput-object-min-width=-1",
                          "process-mode=2\nsecondary-reinfer-interval=1.5"}) {
    CHECK(!fault(std::string(key) + "\n").empty());
  }
}

TEST("what is no configuration of nvinfer's is refused") {
  for (const char* text : {"", "property:\n  onnx-file: a.onnx\n", "[other]\na=1\n", "\x08\x08\x12\x00", "[property]\n"}) {
    const auto config = parse_config("c.txt", text);
    CHECK(!config && config.status().message().starts_with("c.txt"));
  }
  const check::Folder folder;
  CHECK(read_config(folder.path("none.txt")).status().code() == ErrorCode::kNotFound);
  CHECK(read_config(folder.path()).status().code() == ErrorCode::kArgument);
}

}  // namespace
}  // namespace nvts::infer

// SPDX-License-Identifier: MIT
// What the process of a script sends, which the script may have taken over: no bytes of it may harm the element.
#include <cmath>

#include "fuzz.h"
#include "host/events.h"
#include "meta/scene.h"
#include "process/parser_message.h"
#include "process/protocol.h"
#include "process/table_message.h"
#include "support/utf8.h"

namespace process = nvts::process;
using nvts::fuzz::Input;

namespace {

// The script's side: takes the batch over, edits and adds a little, answers.
size_t answer(std::span<const uint8_t> batch, uint8_t* shared, std::span<uint8_t> memory) {
  FrameTable table;
  process::TableLink link;
  link.memory = shared;
  process::Reader reader(batch);
  FUZZ_REQUIRE(process::read_batch(reader, true, false, link, table));
  const uint32_t objects = table.count(Section::kObjects);
  FUZZ_REQUIRE(table.reserve(Section::kObjects, objects + 1));
  table.set_count(Section::kObjects, objects + 1);
  table.objects().label[objects] = table.strings().intern("new");
  table.objects().edits[objects] = object_edit::kAdded;
  FUZZ_REQUIRE(table.reserve(Section::kEdits, 2));
  table.edits().row[0] = 0;
  table.edits().row[1] = objects;
  table.set_count(Section::kEdits, 2);
  table.objects().edits[0] = object_edit::kBox | object_edit::kLabel;
  table.objects().width[0] = 5;
  static_cast<void>(table.append_text("text"));
  process::Writer writer(memory);
  process::write_results(table, link, writer);
  FUZZ_REQUIRE(writer.fits());
  return writer.used();
}

void read_messages(std::span<const uint8_t> bytes) {
  process::Reader errors(bytes);
  if (const auto error = process::get_error(errors)) {
    FUZZ_REQUIRE(!error->status && nvts::is_utf8(error->status.message()) && nvts::is_utf8(error->stack));
  }
  process::Reader model(bytes);
  nvts::parser::ParserInfo info;
  static_cast<void>(process::get_model_info(model, &info));
  FUZZ_REQUIRE(nvts::is_utf8(info.warning));
  process::Reader results(bytes);
  nvts::parser::OutputBlock block;
  if (process::get_results(results, &block)) {
    using nvts::parser::Output;
    const auto fits = [&](Output output) {
      return static_cast<bool>(block.check({output, 640, 640, 80, info.format.keypoints, info.format.embedding}));
    };
    // What elements read of them.
    double sum = 0;
    if (fits(Output::kMasks)) {
      for (uint32_t row = 0; row < block.rows(); ++row) {
        for (int32_t i = 0; i < block.value_count()[row]; ++i) sum += block.values()[block.first_value()[row] + i];
      }
    }
    if (fits(Output::kSegmentation)) {
      for (size_t i = 0; i < size_t{block.map_width()} * block.map_height(); ++i) sum += block.class_map()[i];
    }
    FUZZ_REQUIRE(std::isfinite(sum));
  }
  process::Reader request(bytes);
  static_cast<void>(process::get_load_request(request));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool ready = gst_init_check(nullptr, nullptr, nullptr) != FALSE;
  FUZZ_REQUIRE(ready);
  read_messages({data, size});

  static std::vector<uint8_t> memory(1 << 20), sent(1 << 20), shared(1 << 20);
  Scene scene;
  scene.add_object(0, 1);
  scene.add_object(0, 2, "car");
  FUZZ_REQUIRE(scene.pack());
  process::TableLink link;
  link.memory = shared.data();
  process::Writer writer(memory);
  process::write_batch(scene.table, true, link, writer);
  FUZZ_REQUIRE(writer.fits());

  Input input(data, size);
  size_t used = answer({memory.data(), writer.used()}, shared.data(), sent);
  // The rows too, which do not travel in the message.
  for (int i = input.byte() % 16; i > 0; --i) shared[input.take<uint32_t>() % link.shared->bytes()] = input.byte();
  if (input.byte() % 4 == 0) {
    const std::string_view bytes = input.rest();
    used = std::min(bytes.size(), sent.size());
    std::memcpy(sent.data(), bytes.data(), used);
  } else {
    while (!input.empty()) {
      const size_t at = input.take<uint16_t>() % used;
      if (input.byte() % 8 == 0) {
        const auto number = input.take<uint32_t>();
        std::memcpy(sent.data() + at, &number, std::min(sizeof number, used - at));
      } else {
        sent[at] = input.byte();
      }
    }
  }
  // Memory of just that size, so that a look beyond it shows.
  const std::vector<uint8_t> arrived(sent.begin(), sent.begin() + static_cast<ptrdiff_t>(used));
  process::Reader reader(arrived);
  if (process::read_results(reader, link, scene.table)) {
    std::vector<nvts::host::Event> events;
    static_cast<void>(nvts::host::read_events(scene.table, &events));
    static_cast<void>(scene.bridge.commit());
  }
  scene.bridge.release();
  FUZZ_REQUIRE(scene.pack(kAllGroups));
  return 0;
}

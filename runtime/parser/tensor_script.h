// SPDX-License-Identifier: MIT
// A parser's bundle at work on the tensors in a buffer's metadata, which inference elements leave there with
// output-tensor-meta=1. To an element it is a script like any other: what it found stands in the frame table as edits.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "host/script_host.h"
#include "meta/bridge.h"
#include "parser/parser.h"
#include "parser/result_rows.h"
#include "table/frame_table.h"

namespace nvts::parser {

// How the picture is filled up to the network's input where its aspect ratio is kept.
enum class Padding {
  kAsMetadataSays,  // which it does since DeepStream 8.0; before, like the next
  kRightAndBottom,
  kSymmetric,
};

struct TensorOptions {
  uint32_t unique_id = 0;  // of the inference element; 0: any
  Padding padding = Padding::kAsMetadataSays;
  std::string labels{};  // the text of a label file; empty: none
};

class TensorScript final : public host::ScriptHost {
 public:
  // Table and bridge must outlive it, but for save() and its end.
  [[nodiscard]] static std::optional<host::ScriptError> create(std::unique_ptr<Parser> parser, table::FrameTable& table,
                                                               meta::Bridge& bridge, Parser::Log log,
                                                               const TensorOptions& options,
                                                               std::unique_ptr<host::ScriptHost>* script);

  [[nodiscard]] uint32_t groups() const override;
  [[nodiscard]] std::optional<host::ScriptError> run_batch() override;
  [[nodiscard]] std::optional<host::ScriptError> notify(uint32_t hook, std::string_view data) override;
  // A parser keeps no state. As of every script, save() fails when the process of its own has ended.
  [[nodiscard]] std::optional<host::ScriptError> save(std::string* state) override;
  [[nodiscard]] std::optional<host::ScriptError> restore(std::string_view state) override;
  // It is called for batches alone, and what belongs to one shares its time.
  void begin_shared_time(double) override {}
  void end_shared_time() override {}
  [[nodiscard]] double cpu_ms() const override { return m_parser->cpu_ms(); }
  [[nodiscard]] std::string name() const override { return m_parser->info().name; }
  [[nodiscard]] std::optional<std::string> take_warning() override { return std::exchange(m_warning, std::nullopt); }
  [[nodiscard]] uint64_t heap_bytes() const override { return m_parser->heap_bytes(); }
  [[nodiscard]] int process_id() const override { return m_parser->process_id(); }
  [[nodiscard]] bool is_well() const override { return m_parser->is_well(); }

 private:
  TensorScript(std::unique_ptr<Parser> parser, table::FrameTable& table, meta::Bridge& bridge, Parser::Log log,
               const TensorOptions& options)
      : m_table(table),
        m_bridge(bridge),
        m_log(std::move(log)),
        m_options(options),
        m_rows(table),
        m_parser(std::move(parser)) {}

  [[nodiscard]] std::optional<host::ScriptError> parse_frame(std::span<const meta::FoundTensors> tensors);
  [[nodiscard]] std::optional<host::ScriptError> parse(const meta::FoundTensors& tensors);
  [[nodiscard]] bool is_empty(const meta::FoundTensors& tensors);
  [[nodiscard]] std::optional<host::ScriptError> tell_model(const meta::FoundTensors& tensors);
  void warn(std::string text);
  [[nodiscard]] Placement place(const meta::FoundTensors& tensors) const;
  [[nodiscard]] Status add_class_map(const meta::FoundTensors& tensors);
  void miss_tensors();

  table::FrameTable& m_table;
  meta::Bridge& m_bridge;
  Parser::Log m_log;
  TensorOptions m_options;
  ResultRows m_rows;
  std::unique_ptr<Parser> m_parser;
  std::vector<meta::FoundTensors> m_tensors;
  Labels m_labels;  // left out of the models below, which are compared for every tensor
  Model m_given;    // what the tensors in hand say
  Model m_told;     // what the parser was told last
  std::optional<host::ScriptError> m_misfit;  // what it said to that
  std::set<std::string> m_warned;             // what models were warned of
  std::optional<std::string> m_warning;       // the last of these while it is not taken
  std::vector<const void*> m_buffers;
  std::vector<meta::ClassMap> m_maps;  // of the frame in hand
  size_t m_map_cells = 0;              // of the batch in hand
  bool m_empty_told = false;
  uint64_t m_frames_without = 0;  // until the first tensors come
  bool m_seen = false;
};

}  // namespace nvts::parser

// SPDX-License-Identifier: MIT
// What is said of a parser: the model it is told, what it makes of that, and its results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "parser/model.h"
#include "parser/output_block.h"
#include "parser/parser.h"
#include "process/message.h"

namespace nvts::process {

// Whether the call of kParse, which begins with it, shares the time of one with others.
enum class Sharing : uint8_t { kNone, kBegins, kGoesOn };
// Where a tensor begins in a message.
inline constexpr size_t kTensorAlignment = 64;

// What kLoad is answered with: what the bundle's parser gives, nullopt for a processor.
[[nodiscard]] uint64_t kind_number(std::optional<parser::Output> output);
[[nodiscard]] std::optional<parser::Output> parser_output(uint64_t number);

void put(Writer& writer, const parser::Model& model);
[[nodiscard]] parser::Model get_model(Reader& reader);

// What the parser says of a model. The reading functions from here on trust nothing: false for what makes no sense, and then
// a part of it may have been taken over.
void put_model_info(Writer& writer, const parser::ParserInfo& info);
[[nodiscard]] bool get_model_info(Reader& reader, parser::ParserInfo* info);

void put_results(Writer& writer, const parser::OutputBlock& block);
[[nodiscard]] bool get_results(Reader& reader, parser::OutputBlock* block);

}  // namespace nvts::process

// SPDX-License-Identifier: MIT
// Parser bundles by hand.
#pragma once

#include <string>

namespace nvts::parser {

// A bundle whose members are those given, the others doing nothing. `host`, `model` (what model() was told) and `put(row,
// box, confidence, classId)` are in scope; `words` and `floats` view the output block. A parse() with a parameter gets the
// memory of all layers.
inline std::string bundle(const std::string& members) {
  return "(() => { let host, words, floats, model;\n"
         "const at = (b) => { words = new Int32Array(b); floats = new Float32Array(b); };\n"
         "const column = (i) => 16 + i * words[3];\n"
         "const put = (row, box, confidence, classId) => {\n"
         "  for (let i = 0; i < 4; i++) floats[column(i) + row] = box[i];\n"
         "  floats[column(4) + row] = confidence; words[column(5) + row] = classId; words[1] = row + 1; };\n"
         "const grow = (rows, values) => at(host.growOutput(rows, values));\n"
         "globalThis.__nvts_bundle = { abi: 1, kind: 'parser', name: 'test', output: 'detections', capabilities: [],\n"
         "load(h, b, params, info) { host = h; at(b); this.setup?.(params, info); },\n"
         "model(json) { model = JSON.parse(json); return this.told?.() ?? '{}'; }, attach(b) { at(b); },\n"
         "parse() { return 0; },\n" +
         members +
         "\n}; const { parse } = __nvts_bundle;\n"
         "if (parse.length > 0) __nvts_bundle.parse = function () {\n"
         "  return parse.call(this, model.layers.map((_, i) => host.tensor(i))); }; })();\n";
}

}  // namespace nvts::parser

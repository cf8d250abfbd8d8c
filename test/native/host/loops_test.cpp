// SPDX-License-Identifier: MIT
// Built-in functions that were remade so that they can be stopped do what the language says.
#include "fixture.h"

using namespace nvts;
using namespace nvts::host;

namespace {

// What `body`, the statements of a function, returns when run() calls it, as text; the error's code or name when it throws.
std::string result_of(const std::string& body) {
  Runner runner;
  runner.options.time_limit_ms = 1000;
  const auto failure = runner.load_code(processor("run() { let text; try { text = String((() => {" + body +
                                                  "})()); } catch (e) { text = e.code ?? e.name; } host.log(2, text); }"));
  if (failure) return describe(failure);
  if (const auto error = runner.run()) return std::string(error_code_name(error->status.code()));
  return runner.logs.empty() ? "" : runner.logs.back().second;
}

}  // namespace

TEST("long JSON is read as short JSON is") {
  CHECK_EQ(result_of("const value = [1, { a: 'x'.repeat(9000), b: [1, 2, { c: null }] }, 'y\\n\"'.repeat(3000), "
                     "...Array(3000).fill({ k: 1, '': [true] })]; const text = JSON.stringify(value, null, 1); "
                     "return JSON.stringify(JSON.parse(text)) === JSON.stringify(value) && text.length > 1e5"),
           "true");
  CHECK_EQ(result_of("const list = '[' + '[1,2],'.repeat(5000) + '3]'; const read = JSON.parse(`{\"a\":${list},\"b\":{\"c\":${list}},"
                     "\"__proto__\":${list}}`); return [read.a.length, read.b.c[7], Object.keys(read), Object.getPrototypeOf(read) === "
                     "Object.prototype, JSON.parse(`[${' '.repeat(20000)}]`).length, JSON.parse('['+'1,'.repeat(20000)+'1]', (key, "
                     "value) => typeof value === 'number' ? value + 1 : value)[9]]"),
           "5001,1,2,a,b,__proto__,true,0,2");
}

TEST("long JSON with a fault is refused as short JSON is") {
  CHECK_EQ(result_of("const pad = ' '.repeat(20000); const many = '1,'.repeat(9000); return ['['+pad+'1,]', '['+pad+',1]', '['+pad, "
                     "'{'+pad+'\"a\":1,}', '{'+pad+'\"a\"}', '[1'+pad+'2]', '['+many+']', pad+'x', '[1]'+pad+'x', '{'+pad+'a:1}', "
                     "'[\"'+'a'.repeat(20000), '{\"k\":['+many+'1],}', '{\"k\"x:['+many+'1]}', '{k:['+many+'1]}', '[['+many+'1}]', "
                     "'[['+many+'1],,1]', '[['+many+'1]1]', '[1['+many+'1]]'].filter((text) => { try { JSON.parse(text); return true; } "
                     "catch (error) { return !(error instanceof SyntaxError); } }).map((text) => text.trim().slice(0, 9))"),
           "");
}

TEST("JSON is written as the language says") {
  CHECK_EQ(result_of("return [JSON.stringify({ a: 1, b: [{ a: 2, c: 3 }], c: 5 }, ['a', 'b']), JSON.stringify({ a: new Date(0), f() {}, "
                     "u: undefined, n: NaN }), JSON.stringify(undefined), JSON.stringify('x'), JSON.stringify([1], null, 2), "
                     "JSON.stringify(new Map()), JSON.stringify({ k: 1 }, (key, value) => (key ? 2 : value))].join(' ')"),
           "{\"a\":1,\"b\":[{\"a\":2}]} {\"a\":\"1970-01-01T00:00:00.000Z\",\"n\":null}  \"x\" [\n  1\n] {} {\"k\":2}");
  CHECK_EQ(result_of("return JSON.stringify(5n)"), "TypeError");
  CHECK_EQ(result_of("let list = []; for (let i = 0; i < 26; i++) list = [list, list]; return JSON.stringify(list)"), "NVTS_DEADLINE");
}

TEST("collections are made as the language says") {
  CHECK_EQ(result_of("const map = new Map([[1, 2]]); class Doubled extends Map { set(k, v) { return super.set(k, v * 2); } } return "
                     "[map.get(1), new Doubled([[1, 2]]).get(1), new Set('aab').size, Map.name, Map.length, map instanceof Map, "
                     "map.constructor === Map, new WeakMap([[map, 1]]).get(map), Map[Symbol.species] === Map, new Map(null).size]"),
           "2,4,2,Map,0,true,true,1,true,0");
  CHECK_EQ(result_of("return Map()"), "TypeError");
  CHECK_EQ(result_of("return new Map([1])"), "TypeError");
  CHECK_EQ(result_of("return new Set(function* () { for (;;) yield 1; }())"), "NVTS_DEADLINE");
}

TEST("lists are flattened, joined and sorted as the language says") {
  CHECK_EQ(result_of("return JSON.stringify([[1, [2, [3]]].flat(), [1, [2, [3]]].flat(Infinity), [1, , [2, , 3]].flat(), [[1]].flat(0), "
                     "new (class List extends Array {})(3).flat().constructor.name])"),
           "[[1,2,[3]],[1,2,3],[1,2,3],[[1]],\"List\"]");
  CHECK_EQ(result_of("const list = Array.from({ length: 2000 }, (_, i) => (i % 3 ? i : null)); const text = list.join('-'); return "
                     "[text.slice(0, 12), text.length, `${list}` === list.join(), [list, 1].join() === `${list.join()},1`]"),
           "-1-2--4-5--7,6593,true,true");
  CHECK_EQ(result_of("const sorted = Float64Array.from({ length: 2000 }, (_, i) => (i === 5 ? NaN : i % 2 ? -i : i ? i : -0)).sort(); "
                     "return [sorted[0], sorted[1998], sorted[1999], Object.is(new Float64Array(2000).with(1999, -0).sort()[0], -0), "
                     "BigInt64Array.from({ length: 2000 }, (_, i) => BigInt(-i)).sort()[0]]"),
           "-1999,1998,NaN,true,-1999");
}

TEST("arrays are made of lists as the language says") {
  CHECK_EQ(result_of("const from = Array.from; return JSON.stringify([from({ length: 3 }, (_, i) => i * 2), from({ length: 2, 0: 'a' }), "
                     "from('ab'), from(new Set([1, 1])), from({ length: -1 }), from({}), from([1, 2], function (v) { return v + this.n; }, { n: 5 }), "
                     "from({ length: 1 }, function () { return this.n; }, { n: 7 }), from.name, from.length, "
                     "(class List extends Array {}).from({ length: 1 }).constructor.name])"),
           "[[0,2,4],[\"a\",null],[\"a\",\"b\"],[1],[],[],[6,7],[7],\"from\",1,\"List\"]");
  CHECK_EQ(result_of("return Array.from({ length: 1 }, 5)"), "TypeError");
  CHECK_EQ(result_of("return Array.from(null)"), "TypeError");
  CHECK_EQ(result_of("Object.defineProperty(Array.prototype, 0, { set() {}, configurable: true }); const made = Array.from({ length: 2 }, () => 4); "
                     "delete Array.prototype[0]; Array.prototype.length = 0; return made"),
           "4,4");
  CHECK_EQ(result_of("return Array.from({ length: 2 ** 40 })"), "NVTS_DEADLINE");
}

TEST("calls whose work is the square of a text's length, or of a list's, are refused") {
  for (const char* call :
       {"'a'.repeat(2 ** 20).normalize()", "'a'.repeat(2 ** 20).split('')", "'a'.repeat(2 ** 20).replaceAll('a', 'b')",
        "'a'.repeat(2 ** 14).replaceAll('a', '$`')", "encodeURIComponent('a'.repeat(2 ** 20))", "'a'.repeat(2 ** 20).toUpperCase()",
        "'a'.repeat(2 ** 20).localeCompare('b')", "'b'.localeCompare('a'.repeat(2 ** 20))", "Object.keys('a'.repeat(2 ** 20))",
        "Object.entries(new String('a'.repeat(2 ** 20)))", "Object.keys(Array(2 ** 20).fill(0))", "Object.freeze(Array(2 ** 20).fill(0))",
        "BigInt('9'.repeat(1e5))", "BigInt.asIntN(64, '9'.repeat(1e5))", "(1n << 100000n).toString()", "RegExp.escape('-'.repeat(2 ** 20))",
        "new Set(Array(10000).keys()).union(new Set())", "JSON.parse('\"' + 'a'.repeat(2 ** 22) + '\"')",
        "JSON.stringify(['a'.repeat(2 ** 22)])", "JSON.stringify({ a: new Float64Array(2 ** 14) })"}) {
    if (std::string(call).find("escape(") != std::string::npos && result_of("return typeof RegExp.escape") == "undefined") continue;
    if (std::string(call).find("union") != std::string::npos && result_of("return typeof Set.prototype.union") == "undefined") continue;
    if (!CHECK_EQ(result_of(std::string("return ") + call), "NVTS_MEMORY")) std::fprintf(stderr, "  by %s\n", call);
  }
  CHECK_EQ(result_of("return new Date(0).toLocaleString('a'.repeat(2 ** 20))"), "RangeError");
}

TEST("within their bounds these calls do what the language says") {
  CHECK_EQ(result_of("return ['\\u00e9'.normalize('NFD').length, 'a-b'.split('-'), 'aXbX'.replaceAll('X', '$&!'), 'ab'.replace('b', \"$`\"), "
                     "encodeURIComponent('\xc3\xa9 '), decodeURI('%41'), 'a'.localeCompare('b'), Object.keys({ a: 1 }), Object.entries('ab'), "
                     "BigInt('12') + 1n, BigInt.asIntN(8, 255n), (5n).constructor === BigInt, String(10n ** 20n), (255n).toString(16), "
                     "'\xc3\xa9'.toUpperCase(), ' a '.trim(), 'a,b'.split({ [Symbol.split]: () => 'own' }), encodeURI.length, 'a'.split()]"),
           "2,a,b,aX!bX!,aa,%C3%A9%20,A,-1,a,0,a,1,b,13,-1,true,100000000000000000000,ff,\xc3\x89,a,own,1,a");
}

// SPDX-License-Identifier: MIT
// Searching a long text for a long one is stopped by the time limit, and finds what the language says.
#include "fixture.h"
#include "support/cpu_clock.h"

using namespace nvts;
using namespace nvts::host;

namespace {

constexpr double kLimitMs = 20;
// A machine under load takes longer for the same; a search that nothing stops takes seconds.
constexpr double kBoundMs = kLimitMs + 200;

// What `body`, the statements of a function, returns when run() calls it, as text; the error's code or name when it throws.
std::string result_of(const std::string& body) {
  Runner runner;
  const auto failure = runner.load_code(processor("run() { let text; try { text = String((() => {" + body +
                                                  "})()); } catch (e) { text = e.code ?? e.name; } host.log(2, text); }"));
  if (failure) return describe(failure);
  if (const auto error = runner.run()) return std::string(error_code_name(error->status.code()));
  return runner.logs.empty() ? "" : runner.logs.back().second;
}

}  // namespace

TEST("a search for what is almost there, or a comparison with what is almost equal, is stopped by the time limit") {
  for (const char* call :
       {"text.indexOf(part)", "text.lastIndexOf(part)", "text.includes(part)", "text.replace(part, '')", "text.replace(part, () => '')",
        "text.slice(0, 2 ** 17).split(part.slice(2 ** 13, -(2 ** 13)))", "text.indexOf({ toString: () => part })",
        "new String(text).includes(part)", "String.prototype.replace.call({ toString: () => text }, part, '')",
        "text.includes({ [Symbol.match]: false, toString: () => part })", "texts.indexOf(other)", "texts.includes(other)",
        "texts.lastIndexOf(other)", "Array.prototype.indexOf.call({ length: 2 ** 17, 0: long, __proto__: new Proxy({}, { has: () => true, get: () => long }) }, other)",
        "texts.slice(0, 1000).sort()", "texts.slice(0, 1000).toSorted()",
        "Array(1000).fill({ toString: () => long }).sort()"}) {
    Runner runner;
    runner.options.time_limit_ms = kLimitMs;
    REQUIRE(!runner.load_code(processor(
        "setup() { const half = 'b'.repeat(2 ** 15); this.part = half + 'ac' + half; this.text = 'b'.repeat(2 ** 20);"
        "const side = 'b'.repeat(2 ** 20); this.long = side + 'bb' + side; this.other = side + 'ac' + side; this.texts = Array(2 ** 17).fill(this.long); },"
        "run() { const { text, part, texts, long, other } = this; for (let i = 0; i < 3; i++) " + std::string(call) + "; }")));
    const double start = thread_cpu_ms();
    const auto error = runner.run();
    const double took = thread_cpu_ms() - start;
    if (!CHECK(took < kBoundMs)) std::fprintf(stderr, "  %.0f ms by %s\n", took, call);
    if (!CHECK(contains(describe(error), "NVTS_DEADLINE"))) std::fprintf(stderr, "  by %s\n", call);
  }
}

TEST("long searches find what short ones find") {
  // A text of few letters, so that there are many places where a part almost stands.
  CHECK_EQ(result_of(R"(
    let seed = 1;
    const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
    const wrong = [];
    const at = (text, part, from, step) => {
      for (let i = from; i >= 0 && i <= text.length - part.length; i += step) if (text.slice(i, i + part.length) === part) return i;
      return -1;
    };
    for (let round = 0; round < 6; round++) {
      let text = '';
      const unit = ['ab', 'b', '\u4e00a', 'aab', 'abab', 'bbbbbbba'][round];
      while (text.length < 2 ** 14) text += random(50) === 0 ? 'c' : unit;
      const size = 400 + random(200);
      const place = random(text.length - size);
      for (const part of [text.slice(place, place + size), text.slice(-size), text.slice(0, size), text.slice(place, place + size) + 'd']) {
        const expect = (name, is, should) => { if (is !== should) wrong.push(`${name} ${round}: ${is}, ${should}`); };
        for (const from of [0, place, place + 1, text.length - size, text.length]) {
          expect('indexOf', text.indexOf(part, from), at(text, part, from, 1));
          expect('includes', text.includes(part, from), at(text, part, from, 1) >= 0);
          expect('lastIndexOf', text.lastIndexOf(part, from), at(text, part, Math.min(from, text.length - part.length), -1));
        }
        expect('lastIndexOf', text.lastIndexOf(part), at(text, part, text.length - part.length, -1));
        const first = at(text, part, 0, 1);
        const parts = [];
        let done = 0;
        for (let i = first; i >= 0; i = at(text, part, done, 1)) {
          parts.push(text.slice(done, i));
          done = i + part.length;
        }
        parts.push(text.slice(done));
        expect('split', JSON.stringify(text.split(part)), JSON.stringify(parts));
        expect('split', JSON.stringify(text.split(part, 1)), JSON.stringify(parts.slice(0, 1)));
        expect('replaceAll', text.replaceAll(part, '<>'), parts.join('<>'));
        let numbered = parts[0];
        for (let i = 1, index = parts[0].length; i < parts.length; index += part.length + parts[i++].length) numbered += index + parts[i];
        expect('replaceAll', text.replaceAll(part, (found, index) => index), numbered);
        expect('replace', text.replace(part, '[$&|$1]'), first < 0 ? text : text.slice(0, first) + `[${part}|$1]` + text.slice(first + size));
        expect('replace', text.replace(part, "$'"), first < 0 ? text : text.slice(0, first) + text.slice(first + size) + text.slice(first + size));
        const list = [part + 'x', part + 'y', part, 5, part];
        while (list.length < 10000) list.push(part + 'z');
        expect('list', `${[list.indexOf(part), list.indexOf(part, 3), list.indexOf(part, -1), list.lastIndexOf(part), list.lastIndexOf(part, 3), list.includes(part, 5), list.includes(part)]}`,
               '2,4,-1,4,2,false,true');
      }
    }
    return wrong.slice(0, 5).join('\n');
  )"),
           "");
}

TEST("searches take what the language takes, and refuse what it refuses") {
  CHECK_EQ(result_of("return ['abcb'.indexOf('b', 2), 'abcb'.lastIndexOf('b', 2), 'abcb'.lastIndexOf('b', NaN), 'abc'.includes('', 9), 'abc'.indexOf('', 9), "
                     "'abc'.lastIndexOf(''), 'a5'.indexOf(5), 'anull'.includes(null), 'aundefined'.indexOf(), 'abc'.indexOf('c', -5), "
                     "'abc'.indexOf('a', Infinity), 'a,b'.split(undefined, 2), 'a1b1'.split(1, 1), 'anullb'.split(null), 'a.b'.split('.', -1), "
                     "'anull'.replace(null, '$&!'), 'a'.replace({ [Symbol.replace]: () => 'own' }), 'aa'.replaceAll('a', () => '$&'), "
                     "[NaN].includes(NaN), ['a'].lastIndexOf('a', undefined), ['b', 'a'].lastIndexOf('a', undefined), [, 'a'].indexOf(undefined), "
                     "Array.prototype.includes.call('abc', 'b'), Array.prototype.lastIndexOf.call({ length: 2, 1: 'x' }, 'x', -1)].join('|')"),
           "3|1|3|true|3|3|1|true|1|2|-1|a,b|a|a,b|a,b|anull!|own|$&$&|true|0|-1|-1|true|1");
  CHECK_EQ(result_of("return ['indexOf', 'includes', 'lastIndexOf', 'split', 'replace', 'replaceAll'].map((name) => `${''[name].name} "
                     "${''[name].length}`).concat(['indexOf', 'includes', 'lastIndexOf'].map((name) => `${[][name].name} ${[][name].length}`))"),
           "indexOf 1,includes 1,lastIndexOf 1,split 2,replace 2,replaceAll 2,indexOf 1,includes 1,lastIndexOf 1");
  for (const char* call : {"''.includes(/a/)", "''.includes.call(5, /a/)", "''.indexOf.call(null, 'a')", "''.includes.call(undefined, 'a')",
                           "''.lastIndexOf.call(null)", "''.split.call(null, 'a')", "''.replace.call(undefined, 'a', 'b')", "''.indexOf(Symbol())",
                           "'a'.replaceAll(/a/, 'b')", "[].indexOf.call(null, 'a')"}) {
    if (!CHECK_EQ(result_of(std::string("return ") + call), "TypeError")) std::fprintf(stderr, "  by %s\n", call);
  }
}

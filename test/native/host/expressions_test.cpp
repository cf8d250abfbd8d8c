// SPDX-License-Identifier: MIT
// Regular expressions of a script: those that would take the engine for ever are refused, all others do what the language
// says. How the host tells them apart is in rehearsal_test.cpp.

#include "fixture.h"
#include "support/cpu_clock.h"

using namespace nvts;
using namespace nvts::host;

namespace {

constexpr double kLimitMs = check::kUnderSanitizer ? 1000 : 50;
constexpr double kBoundMs = kLimitMs + 90;

// What `body`, the statements of a function, returns when run() calls it, as text; the error's code or name when it throws.
std::string result_of(const std::string& body) {
  Runner runner;
  runner.options.time_limit_ms = kLimitMs;
  const auto failure = runner.load_code(processor("run() { let text; try { text = String((() => {" + body +
                                                  "})()); } catch (e) { text = e.code ?? e.name; } host.log(2, text); }"));
  if (failure) return describe(failure);
  const double start = thread_cpu_ms();
  const auto error = runner.run();
  const double took = thread_cpu_ms() - start;
  if (took > kBoundMs) return "took " + std::to_string(took) + " ms";
  if (error) return std::string(error_code_name(error->status.code()));
  return runner.logs.empty() ? "" : runner.logs.back().second;
}

}  // namespace

TEST("an expression that would take for ever is refused, by whichever way it is used") {
  const std::string define = "const slow = /a*a*a*b/; const all = /a*a*a*b/g; const text = 'a'.repeat(1000); ";
  for (const char* use :
       {"slow.exec(text)", "slow.test(text)", "text.match(slow)", "text.match(all)", "[...text.matchAll(all)]",
        "text.replace(slow, '')", "text.replaceAll(all, '')", "text.search(slow)", "text.split(slow)", "text.match('a*a*a*b')",
        "text.search('a*a*a*b')", "slow[Symbol.match](text)", "slow[Symbol.replace](text, '')", "slow[Symbol.split](text)",
        "slow[Symbol.search](text)", "[...all[Symbol.matchAll](text)]", "slow.exec({ toString: () => text })",
        "new RegExp('a*a*a*b').test(text)", "RegExp('a*a*a*b').test(text)", "/x/.compile('a*a*a*b').test(text)",
        "new (class extends RegExp {})('a*a*a*b').test(text)", "new (/x/.constructor)('a*a*a*b').test(text)",
        "(slow.exec = undefined, RegExp.prototype.test.call(slow, text))", "(slow.exec = 1, text.replace(slow, ''))",
        "RegExp.prototype.exec.call(slow, text)", "Reflect.apply(RegExp.prototype[Symbol.split], slow, [text])",
        "(slow.lastIndex = { valueOf() { slow.compile('a*a*a*c'); return 0; } }, slow.test(text))",
        "(Object.defineProperty(slow, 'source', { value: 'a' }), slow.test(text))",
        "(Object.defineProperty(slow, 'flags', { value: 'g' }), text.match(slow))",
        "(all.lastIndex = { valueOf: () => 999 }, all.lastIndex = -1, all.test(text))"}) {
    if (!CHECK_EQ(result_of(define + "return " + use), "NVTS_LIMIT")) std::fprintf(stderr, "  by %s\n", use);
  }
}

TEST("expressions that overlap in other ways are refused as well") {
  for (const char* search :
       {"/(a+)+b/.test('a'.repeat(40))", "/(a|a)*b/.test('a'.repeat(40))", "/(?:a?){30}a{30}b/.test('a'.repeat(30))",
        "/^(?:a|aa)+$/.test('a'.repeat(60) + 'b')", "/(\\w*)*@/.test('a'.repeat(40))", "/(?=(a+)+b)/.test('a'.repeat(40))",
        "/(?<=b(?:a+)+)c/.test('a'.repeat(40) + 'c')",
        "/(.*)(.*)(.*)\\1\\2\\3x/.test('a'.repeat(300))", "/\\s+$/.test(' '.repeat(100000) + 'x')",
        "/\\p{L}*\\p{L}*\\p{L}*1/u.test('\xc3\xa9'.repeat(1000))", "/[\xc3\xa0-\xc3\xbf]*[\xc3\xa0-\xc3\xbf]*[\xc3\xa0-\xc3\xbf]*1/i.test('\xc3\x89'.repeat(1000))",
        "/s*s*s*1/iu.test('\xc5\xbf'.repeat(1000))", "/[[a-z]--[b]]*a*a*1/v.test('a'.repeat(1000))",
        "new RegExp('(a|a)'.repeat(30) + 'b').test('a'.repeat(30))", "/^.*x/.test('a'.repeat(2 ** 23))",
        "/(?:)*?(?:){99999999}x/.test('aaa')"}) {
    if (!CHECK_EQ(result_of(std::string("return ") + search), "NVTS_LIMIT")) std::fprintf(stderr, "  by %s\n", search);
  }
}

TEST("the error names the expression and the text, and says what to do") {
  Runner runner;
  REQUIRE(!runner.load_code(processor("run() { /(a+)+b/i.test('a'.repeat(40)); }")));
  CHECK_EQ(describe(runner.run()), "NVTS_LIMIT run: the regular expression /(a+)+b/i on a text of 40 characters takes more "
                                   "than 524288 steps: shorten the text, or let no two repeats match the same characters");
}

TEST("many short searches of one call are stopped by the time limit") {
  for (const char* body :
       {"'a'.repeat(2 ** 22).replace(/a/g, 'bb')", "'a'.repeat(2 ** 22).match(/a/g)", "'a'.repeat(2 ** 22).split(/a/)",
        "'ab'.repeat(2 ** 20).split(/b/)", "for (;;) /x/.test('abc')", "for (const m of 'a'.repeat(2 ** 22).matchAll(/a/g));",
        "for (let i = 0; ; i++) new RegExp('a+' + i).test('a'.repeat(300))"}) {
    if (!CHECK_EQ(result_of(body), "NVTS_DEADLINE")) std::fprintf(stderr, "  by %s\n", body);
  }
}

TEST("an expression made of text is small") {
  for (const char* make : {"new RegExp('(a)'.repeat(1e5))", "RegExp('a'.repeat(8193))", "/x/.compile('[a-z]'.repeat(1e5))",
                           "new RegExp('\\\\p{L}'.repeat(17), 'u')", "new RegExp('\\\\p{RGI_Emoji}'.repeat(2), 'v')",
                           "new RegExp({ [Symbol.match]: true, source: 'a'.repeat(1e5), flags: '' })", "'a'.match('a'.repeat(1e5))"}) {
    const std::string result = result_of(std::string("return ") + make);
    if (!CHECK_EQ(result, "NVTS_LIMIT")) std::fprintf(stderr, "  by %s\n", make);
  }
}

TEST("the methods of expressions do what the language says") {
  CHECK_EQ(result_of("return JSON.stringify([/a(b)?(?<n>c)/.exec('xac'), /a/.exec('b'), /a/d.exec('ba').indices[0], "
                     "/a/.test('ba'), /a/y.test('ba'), 'xaXA'.match(/a/gi), 'xa'.match(/(a)/).index, 'abc'.search(/c/), "
                     "'abc'.match(/x/g), /[^]$/.exec('a\\n')[0]])"),
           R"([["ac",null,"c"],null,[1,2],true,false,["a","A"],1,2,null,"\n"])");
  CHECK_EQ(result_of("return ['John Smith'.replace(/(\\w+) (?<l>\\w+)/, '$2 $1 $<l> $& $$ $0 $3 $12 $`$\\''), 'aaa'.replace(/a/g, "
                     "(m, at) => at), 'aXbX'.replaceAll(/X/g, '-'), 'abc'.replace(/(?:)/g, '.'), 'a-b'.replace(/-/y, '+'), "
                     "'\xf0\x9f\x98\x80'.replace(/(?:)/gu, '.'), 'x'.replace(/(y)?x/, '[$1]'), 'ab'.replace(/(?<k>b)/, (...all) => all.at(-1).k + '!')]"),
           "Smith John Smith John Smith $ $0 $3 John2 ,012,a-b-,.a.b.c.,a-b,.\xf0\x9f\x98\x80.,[],ab!");
  CHECK_EQ(result_of("return JSON.stringify(['aXbxc'.split(/x/i), 'abc'.split(/(?:)/), 'a1b2'.split(/(\\d)/), 'abc'.split(/b/y), "
                     "''.split(/a/), ''.split(/(?:)/), 'a,b,c'.split(/,/, 2), 'a,b'.split(/,/g), '\xf0\x9f\x98\x80x'.split(/(?:)/u), "
                     "'ab'.split(/$/), 'aab'.split(/a*?/), 'aab'.split(/a*/)])"),
           "[[\"a\",\"b\",\"c\"],[\"a\",\"b\",\"c\"],[\"a\",\"1\",\"b\",\"2\",\"\"],[\"a\",\"c\"],[\"\"],[],[\"a\",\"b\"],[\"a\",\"b\"],"
           "[\"\xf0\x9f\x98\x80\",\"x\"],[\"ab\"],[\"a\",\"a\",\"b\"],[\"\",\"b\"]]");
  CHECK_EQ(result_of("const r = /a/g; r.lastIndex = 1; const found = r.exec('aba'); return [found.index, r.lastIndex, r.test('aba'), "
                     "r.lastIndex, [...'a1b2'.matchAll(/\\d/g)].map((m) => m.index), Object.prototype.toString.call(''.matchAll(/a/g))]"),
           "2,3,false,0,1,3,[object RegExp String Iterator]");
}

TEST("RegExp is what it was") {
  CHECK_EQ(result_of("const r = /x/; return [RegExp('a').source, RegExp(r) === r, new RegExp(r) === r, new RegExp(/x/g, 'i').flags, "
                     "new RegExp().source, RegExp.name, RegExp.length, r instanceof RegExp, r.constructor === RegExp, "
                     "RegExp[Symbol.species] === RegExp, /y/dgimsuy.flags, r.exec.name, r.exec.length, "
                     "RegExp.prototype[Symbol.replace].name, RegExp.prototype.flags]"),
           "a,true,false,i,(?:),RegExp,2,true,true,true,dgimsuy,exec,1,[Symbol.replace],");
  CHECK_EQ(result_of("class R extends RegExp { exec(text) { const found = super.exec(text); if (found) found[0] += '!'; return found; } }"
                     "return ['abc'.replace(new R('b'), '[$&]'), new R('b') instanceof R, 'abcb'.match(new R('b', 'g'))]"),
           "a[b!],true,b!,b!");
  for (const char* call : {"RegExp.prototype.exec.call({}, 'a')", "RegExp.prototype.test.call(1, 'a')", "new RegExp(Symbol())",
                           "RegExp.prototype.exec.call(RegExp.prototype, '')", "/a/.exec(Symbol())",
                           "RegExp.prototype.test.call({ exec: () => 1 }, 'a')", "Object.getPrototypeOf(''.matchAll(/a/g)).next.call({})"}) {
    if (!CHECK_EQ(result_of(std::string("return ") + call), "TypeError")) std::fprintf(stderr, "  by %s\n", call);
  }
  CHECK_EQ(result_of("return new RegExp('[')"), "SyntaxError");
}

TEST("a text that is no date is not searched for one") {
  CHECK_EQ(result_of("return [new Date(' '.repeat(1e6) + 'x'), Date.parse('('.repeat(1e6))]"), "Invalid Date,NaN");
}

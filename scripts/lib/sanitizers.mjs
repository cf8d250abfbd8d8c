// SPDX-License-Identifier: MIT
// What `npm run test:asan`, `test:tsan` and the short runs of both in `npm test` share.
import path from 'node:path';
import { root } from './paths.mjs';
import { capture, runCommand } from './process.mjs';
import { buildVariant } from './variants.mjs';

const suppressions = (name) => path.join(root, 'test', 'sanitizers', name);

/** Each sanitizer by the name that package.json's scripts give it. */
export const kSanitizers = {
  asan: {
    title: 'AddressSanitizer and UndefinedBehaviorSanitizer',
    flags: 'address,undefined',
    library: 'libasan.so',
    // JavaScriptCore handles SIGSEGV itself and looks for pointers on the real stack.
    // LeakSanitizer loses its way in the thread-local storage of libraries that were loaded later.
    environment: {
      ASAN_OPTIONS: 'handle_segv=0:detect_stack_use_after_return=0:fast_unwind_on_malloc=0:malloc_context_size=20:intercept_tls_get_addr=0',
      LSAN_OPTIONS: `suppressions=${suppressions('lsan.supp')}:print_suppressions=0`,
      UBSAN_OPTIONS: 'print_stacktrace=1',
    },
    // Thousands of contexts, each of which takes ten times as long to make.
    except: '^host_sweep$',
    // gst-launch and its plugins leave much to the end of the process; leaked refs are the leaks tracer's matter.
    pipelines: { ASAN_OPTIONS: 'handle_segv=0:detect_stack_use_after_return=0:detect_leaks=0' },
    // What reads bytes of others.
    short: {
      targets: ['fuzz_targets', 'nvts_table_test', 'bridge_test', 'nvts_jsc_test'],
      tests: '^(fuzz[.].*|table|meta[.]bridge|jsc)$',
      program: 'test/native/table/nvts_table_test',
    },
  },
  tsan: {
    title: 'ThreadSanitizer',
    flags: 'thread',
    library: 'libtsan.so',
    environment: {
      TSAN_OPTIONS: `suppressions=${suppressions('tsan.supp')}:ignore_noninstrumented_modules=1:halt_on_error=1:second_deadlock_stack=1:handle_segv=0`,
      // The collector of its own thread stops others by a signal, which ThreadSanitizer holds back: both wait for ever.
      JSC_useConcurrentGC: '0',
      JSC_numberOfGCMarkers: '1',
      Malloc: '1',
    },
    pipelines: {},
    // What is exchanged between threads while the video runs.
    short: {
      targets: ['gstnvts', 'nvts-script-host', 'reload_test', 'nvts_process_test', 'nvts_hostile_script_host'],
      tests: '^(element[.]reload|process)$',
      program: 'test/native/process/nvts_process_test',
    },
    // Many engines in one process: each stops the threads of the others by signals, of which some are held back for ever.
    except: '^(soak[.]in-process|host_sweep)$',
  },
};

/** The sanitizer's library, or undefined where the compiler has none. */
export function sanitizerLibrary({ library }) {
  const file = capture('gcc', [`-print-file-name=${library}`])?.trim();
  return file && path.isAbsolute(file) ? file : undefined;
}

/** For the tests' processes. GStreamer's program that looks for plugins cannot load one that a sanitizer belongs to. */
export const sanitizerEnvironment = ({ environment }) => ({ ...process.env, ...environment, GST_REGISTRY_FORK: 'no' });

/** Builds all tests, or in the least time the few of a `short` run, in a folder of their own, whose path is the result. */
export function buildSanitized(name, { short = false } = {}) {
  const sanitizer = kSanitizers[name];
  const settings = [`-DNVTS_SANITIZE=${sanitizer.flags}`, '-DNVTS_BUILD_ABI_VARIANTS=OFF'];
  if (!short) return buildVariant(name, settings, ['gstnvts', 'native_tests']);
  const fast = ['-DCMAKE_BUILD_TYPE=None', '-DCMAKE_UNITY_BUILD=ON', '-DCMAKE_UNITY_BUILD_BATCH_SIZE=12'];
  return buildVariant(`${name}-short`, [...settings, ...fast], sanitizer.short.targets);
}

/** In front of a command line: a sanitizer wants its shadow where a kernel with much random address space may have put something. */
export const withoutRandomAddresses = () => (capture('setarch', ['-R', 'true']) === undefined ? [] : ['setarch', '-R']);

/** Why programs that were built with the sanitizer do not start on this machine, or not always; undefined where they do. */
export async function sanitizerRefusal(name, folder) {
  const prefix = withoutRandomAddresses();
  const [command, ...args] = [...prefix, path.join(folder, kSanitizers[name].short.program), 'no such test'];
  // Where addresses are random, one in four may find its shadow taken.
  for (let attempt = 0; attempt < (prefix.length > 0 ? 1 : 20); ++attempt) {
    const lines = [];
    const options = { env: sanitizerEnvironment(kSanitizers[name]), timeout: 20_000, killSignal: 'SIGKILL', onLine: (line) => lines.push(line) };
    const { code, signal, error } = await runCommand(command, args, options);
    if (code === 1 && lines.includes('no test was run')) continue;
    return error?.message ?? lines.find((line) => /Sanitizer|Shadow/.test(line)) ?? `it ended with ${signal ?? `code ${code}`}`;
  }
  return undefined;
}

#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// `npm run test:asan` and `test:tsan`: the native tests, the soak test's short runs and real pipelines under a sanitizer.
import path from 'node:path';
import { UserError, runMain } from './lib/errors.mjs';
import { parseOptions } from './lib/options.mjs';
import { root, shortPath } from './lib/paths.mjs';
import { capture } from './lib/process.mjs';
import { runLogged, step } from './lib/progress.mjs';
import { setup } from './lib/setup.mjs';
import { buildVariant } from './lib/variants.mjs';

const kOptions = {
  filter: { value: 'REGEX', help: 'only the native tests whose names match, and no pipelines' },
  help: { help: 'show this text' },
};

const suppressions = (name) => path.join(root, 'test', 'sanitizers', name);

/** Each sanitizer by the name that package.json's scripts give it. */
const kSanitizers = {
  asan: {
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
  },
  tsan: {
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
    // Many engines in one process: each stops the threads of the others by signals, of which some are held back for ever.
    except: '^(soak[.]in-process|host_sweep)$',
  },
};

/** The pipeline tests that need no video file. */
const kPipelineTests = ['probe-pipeline', 'probe-script', 'record-replay', 'recording-formats', 'osd'];

await runMain(async () => {
  const [name, ...args] = process.argv.slice(2);
  const sanitizer = kSanitizers[name];
  if (!sanitizer) throw new UserError(`Give the sanitizer first: ${Object.keys(kSanitizers).join(' or ')}.`);
  const options = parseOptions(args, kOptions, `npm run test:${name} --`);
  if (options.help) return void console.log(options.help);
  const library = capture('gcc', [`-print-file-name=${sanitizer.library}`])?.trim();
  if (!library || !path.isAbsolute(library)) throw new UserError(`gcc has no ${sanitizer.library} here.`);

  await setup();
  const settings = [`-DNVTS_SANITIZE=${sanitizer.flags}`, '-DNVTS_BUILD_ABI_VARIANTS=OFF'];
  const folder = await buildVariant(name, settings, ['gstnvts', 'native_tests']);
  // GStreamer's program that looks for plugins cannot load one that a sanitizer belongs to.
  const environment = { ...process.env, ...sanitizer.environment, GST_REGISTRY_FORK: 'no' };
  await step('Native tests', async (update) => {
    const filter = options.filter === undefined ? [] : ['-R', options.filter];
    if (sanitizer.except !== undefined) filter.push('-E', sanitizer.except);
    const ctest = ['--test-dir', folder, '--output-on-failure', '--no-tests=error', '--timeout', '1200', ...filter];
    const { tail } = await runLogged(update, `${name}-ctest`, 'ctest', ctest, { env: environment });
    return tail.find((line) => line.includes('tests passed'))?.trim();
  });
  if (options.filter !== undefined) return;
  await step('Pipelines', async (update) => {
    const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const env = {
      ...process.env,
      NVTS_TEST_BUILD: folder,
      NVTS_TEST_ENV: JSON.stringify({ ...sanitizer.environment, ...sanitizer.pipelines, LD_PRELOAD: library }),
    };
    const { tail } = await runLogged(update, `${name}-pipelines`, process.execPath, [vitest, 'run', '--testTimeout=600000', ...kPipelineTests], { env });
    return tail.map((line) => line.replace(/\u001b\[[0-9;]*m/g, '').trim()).find((line) => line.startsWith('Tests '));
  });
  console.log(`\nNothing found. The tests were built in ${shortPath(folder)}.`);
});

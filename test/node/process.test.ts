// SPDX-License-Identifier: MIT
// How the binding lives in a process of Node: its end, its threads, its memory.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Folder } from '../pipelines/gst.js';
import { makeFolder, missing, runProgram } from './binding.js';

let folder: Folder;
beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());

const PLAYING = `
import { Pipeline } from './node.mjs';
const pipeline = await Pipeline.launch('videotestsrc is-live=true ! video/x-raw,width=32,height=24,framerate=25/1 ! nvtsprobe name=probe script=counter.nvts.js ! fakesink');
const events = pipeline.events();
await pipeline.play();
await events.next();
`;

describe.skipIf(missing)('a process with a pipeline that plays', () => {
  test.each([
    ['process.exit()', 'process.exit(3);', 3],
    ['an error that nobody catches', `throw new Error('the program failed');`, 1],
    ['close()', `await pipeline.close();`, 0],
    ['the end of its stream', `await pipeline.eos();`, 0],
  ])('ends with %s', async (_, end, code) => {
    const run = await runProgram(folder, PLAYING + end);
    expect(run.output).not.toMatch(/CRITICAL|Segmentation|core dumped/);
    expect(run.code).toBe(code);
  });

  test('does not end before the video does, even when nothing refers to the pipeline', async () => {
    const run = await runProgram(
      folder,
      `import { Pipeline } from './node.mjs';
       let pipeline = await Pipeline.launch('videotestsrc num-buffers=10 is-live=true ! video/x-raw,framerate=25/1 ! nvtsprobe script=counter.nvts.js ! fakesink');
       pipeline.finished.then((reason) => console.log(reason));
       await pipeline.play();
       pipeline = undefined;
       setTimeout(gc, 50).unref();`,
    );
    expect(run).toMatchObject({ code: 0, stdout: 'eos\n', stderr: '' });
  });

  test('keeps what Node does on signals: it starts its inspector, and WebAssembly throws', async () => {
    const run = await runProgram(
      folder,
      `${PLAYING}
       import inspector from 'node:inspector';
       import { setTimeout } from 'node:timers/promises';
       process.debugPort = 0;
       process.kill(process.pid, 'SIGUSR1');
       while (!inspector.url()) await setTimeout(10);
       // Reads beyond its memory: (func (export "f") (result i32) (i32.load (i32.const 0x40000000)))
       const code = [0,97,115,109,1,0,0,0,1,5,1,96,0,1,127,3,2,1,0,5,3,1,0,1,7,5,1,1,102,0,0,10,13,1,11,0,65,128,128,128,128,4,40,2,0,11];
       try {
         new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code))).exports.f();
       } catch (error) {
         console.log(error.name, error.message);
       }
       await pipeline.close();`,
    );
    expect(run.stderr).toMatch(/Debugger listening/);
    expect(run).toMatchObject({ code: 0, stdout: 'RuntimeError memory access out of bounds\n' });
  });
});

describe.skipIf(missing)('a worker thread', () => {
  test('runs pipelines and replays beside others, and may be ended while they run', async () => {
    folder.write(
      'worker.mjs',
      `import { parentPort } from 'node:worker_threads';
       ${PLAYING}
       parentPort.postMessage('plays');`,
    );
    const run = await runProgram(
      folder,
      `import { Worker } from 'node:worker_threads';
       import { once } from 'node:events';
       const workers = [1, 2].map(() => new Worker(new URL('./worker.mjs', import.meta.url)));
       for (const worker of workers) worker.on('error', (error) => console.log(error));
       await Promise.all(workers.map((worker) => once(worker, 'message')));
       ${PLAYING}
       await Promise.all(workers.map((worker) => worker.terminate()));
       await events.next();
       await pipeline.close();
       console.log('done');`,
    );
    expect(run).toMatchObject({ code: 0, stdout: 'done\n' });
  });
});

describe.skipIf(missing)('what is closed', () => {
  test('leaves nothing of GStreamer behind', async () => {
    const run = await runProgram(
      folder,
      `import { createRequire } from 'node:module';
       import { Pipeline } from './node.mjs';
       const { logLiveObjects } = createRequire(import.meta.url)(process.env.NVTS_NODE_ADDON);
       const line = 'videotestsrc num-buffers=3 ! video/x-raw,width=32,height=24 ! nvtsprobe name=probe script=counter.nvts.js ! fakesink';
       for (let i = 0; i < 10; i++) {
         const pipeline = await Pipeline.launch(line);
         await pipeline.play();
         pipeline.element('probe').get('stats');
         await pipeline.finished;
         await pipeline.close();
         await Pipeline.launch('videotestsrc ! nosuchthing').catch(() => undefined);
       }
       logLiveObjects();
       console.error('one more');
       const pipeline = await Pipeline.launch(line);
       logLiveObjects();
       await pipeline.close();`,
      { GST_TRACERS: 'leaks', GST_DEBUG: 'GST_TRACER:7' },
    );
    expect(run.code).toBe(0);
    const [closed, open] = run.stderr.split('one more').map((text) => Array.from(text.matchAll(/object-alive, type-name=\(string\)(\w+)/g), ([, type]) => type));
    expect(open).toContain('GstNvTsProbe');
    // What GStreamer keeps for the life of the process.
    expect(closed!.filter((type) => !/Factory$|^GstPlugin$|^GstCaps$/.test(type!))).toEqual([]);
  });
});

describe.skipIf(missing)('the plugin', () => {
  test('is found beside the binding where GStreamer does not know it', async () => {
    const run = await runProgram(
      folder,
      `import { Pipeline } from './node.mjs';
       const pipeline = await Pipeline.launch('nvtsprobe name=probe');
       console.log(pipeline.element('probe').get('deadline-ms'));
       await pipeline.close();`,
      { GST_PLUGIN_PATH: '', GST_PLUGIN_SYSTEM_PATH: folder.file('none'), GST_REGISTRY: folder.file('registry.bin') },
    );
    expect(run).toMatchObject({ code: 0, stdout: '50\n' });
  });

  test('is looked for by a binding that can be loaded; else the message says what is wrong', async () => {
    const run = await runProgram(
      folder,
      `import { Pipeline } from './node.mjs';
       await Pipeline.launch('fakesrc ! fakesink').catch(({ code, message }) => console.log(code, message));`,
      { NVTS_NODE_ADDON: folder.write('broken.node', 'no library') },
    );
    expect(run.stdout).toMatch(/^NVTS_BINDING .*broken\.node cannot be loaded/);
  });
});

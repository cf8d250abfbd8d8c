// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import path from 'node:path';
import { capture } from '../../../scripts/lib/process.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { kRepeats, median } from './median.mjs';

/** Numbers from 0 to 1 that are the same in each run. */
function chance() {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A tensor `[84, 8400]` of YOLOv8 with 70 candidates. */
function randomYolov8() {
  const next = chance();
  const tensor = Float32Array.from({ length: 84 * 8400 }, () => next() / 10);
  for (let i = 0; i < 8400; i++) {
    for (let k = 0; k < 4; k++) tensor[k * 8400 + i] = (50 + 540 * next()) / (k < 2 ? 1 : 6);
    if (i % 120 === 0) tensor[(4 + (i % 80)) * 8400 + i] = 0.3 + 0.6 * next();
  }
  return tensor;
}

/** A tensor `[3549, 85]` of YOLOX with at most 60 candidates. */
function randomYolox() {
  const next = chance();
  const tensor = Float32Array.from({ length: 3549 * 85 }, () => next() / 20);
  for (let i = 0; i < 3549; i++) {
    for (let k = 0; k < 4; k++) tensor[i * 85 + k] = k < 2 ? next() : 2 * next();
    if (i % 60 === 0) tensor.set([0.5 + 0.4 * next(), 0.5 + 0.4 * next()], i * 85 + 4);
  }
  return tensor;
}

/** A model's real output, where it lies beside the checkout, else one that is made. */
function tensorFile(bench, name, make) {
  const real = path.join(root, '..', 'shared', 'data', 'tensors', `${name}.f32`);
  if (fs.existsSync(real)) return { file: real, kind: 'real' };
  const file = path.join(bench.folder, `${name}.f32`);
  fs.writeFileSync(file, new Uint8Array(make().buffer));
  return { file, kind: 'random' };
}

/** What Python needs for YOLOv8's tensor; undefined without Python. */
function measurePython(file) {
  const output = capture('python3', [path.join(root, 'test', 'bench', 'lib', 'parser_loop.py'), file]);
  return output === undefined ? undefined : JSON.parse(output);
}

function pythonRow(python, loops, kernels) {
  const figure = 'YOLOv8 in plain TypeScript against the same loop in Python';
  const times = (us, of) => `${(us / of).toFixed(us / of < 10 ? 1 : 0)}×`;
  const numpy =
    python.numpyUs === undefined
      ? 'numpy is not installed'
      : `vectors of ${python.numpy} ${python.numpyUs.toFixed(0)} µs, ${times(python.numpyUs, loops)} what the loop in TypeScript takes and ${times(python.numpyUs, kernels)} what kernels take`;
  return {
    figure,
    value: python.loopUs / loops,
    unit: '×',
    limit: 30,
    atLeast: true,
    conditions: `${python.python}, pointer of ctypes: ${(python.loopUs / 1e3).toFixed(0)} ms against ${(loops / 1e3).toFixed(2)} ms; with kernels ${times(python.loopUs, kernels)}; ${numpy}`,
  };
}

export async function parser(bench) {
  for (const name of ['empty', 'yolov8', 'yolov8-plain', 'yolox', 'nms']) await bench.bundle(`parser-${name}`);
  const yolov8 = tensorFile(bench, 'yolov8n-frame250-1x84x8400', randomYolov8);
  const yolox = tensorFile(bench, 'yolox_nano-frame250-1x3549x85', randomYolox);
  fs.copyFileSync(path.join(bench.folder, 'parser-yolov8.nvts.js'), path.join(bench.folder, 'parser-yolov8-apart.nvts.js'));
  const program = path.join(bench.buildDir, 'libexec', 'nvts-script-host');
  const library = path.join(bench.buildDir, 'lib', 'libnvts_parser.so');
  const runs = [];
  for (let i = 0; i < kRepeats; i++) {
    runs.push(await bench.measure('parser_bench', library, bench.folder, yolov8.file, yolox.file, program));
  }
  const { detections } = runs[0];
  const middleOf = (key) => {
    const ratios = runs.map((run) => run[key].ratio);
    const middle = runs.find((run) => run[key].ratio === median(ratios))[key];
    const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${kRepeats} processes`;
    return { ...middle, text: `${middle.scriptUs.toFixed(0)} against ${middle.cppUs.toFixed(0)} µs, ${spread}` };
  };
  const row = (figure, key, limit, what) => {
    const { ratio, text } = middleOf(key);
    return { figure, value: ratio, unit: '×', limit, conditions: what === '' ? text : `${what}; ${text}` };
  };
  const all = `${yolov8.kind} tensor, ${detections.yolov8} detections, suppression and the call included`;
  const apart = runs.map((run) => run.apart.scriptUs - run.apart.cppUs);
  const skipping = middleOf('yoloxSkipping');
  const python = measurePython(yolov8.file);
  return [
    row('YOLOv8 `[84,8400]` in nvinfer, kernels against plain C++ -O2', 'yolov8', 1, all),
    row('The same, four buffers in turn', 'pooled', 1, ''),
    {
      figure: 'The same in a process of its own, over in-process',
      value: median(apart),
      unit: 'µs',
      conditions: `the tensor of 2.8 MB is copied, four buffers in turn, one after another; ${middleOf('apart').text.replace('against', 'against in-process')}`,
    },
    row('The same in plain TypeScript, without kernels', 'loops', 2.5, `the same loops, row by row${python === undefined ? '; there is no Python here to compare with' : ''}`),
    ...(python === undefined ? [] : [pythonRow(python, middleOf('loops').scriptUs, middleOf('yolov8').scriptUs)]),
    row(
      'YOLOX `[3549,85]` in nvinfer, kernels against plain C++ -O2',
      'yolox',
      1.2,
      `${yolox.kind} tensor, ${detections.yolox} detections; C++ that skips what has too little objectness, as the kernel does: ${skipping.ratio.toFixed(2)}×, ${skipping.text}`,
    ),
    row('NMS of 1,000 boxes against C++ -O2', 'nms', 1.5, `${detections.nms} kept, written as results`),
    {
      figure: 'Call of an empty parser in nvinfer',
      value: median(runs.map((run) => run.callUs)),
      unit: 'µs',
      limit: 5,
      conditions: `one layer, the same buffer; four buffers of 2.8 MB in turn ${median(runs.map((run) => run.pooledCallUs)).toFixed(1)} µs`,
    },
  ];
}

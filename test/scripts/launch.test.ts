// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { deepStreamPipeline, mainPipeline, summaryPipeline } from '../../scripts/demo/pipelines.mjs';
import {
  caps,
  element,
  formatLaunch,
  launchArguments,
  quoteLaunchValue,
  readProgress,
} from '../../scripts/lib/launch.mjs';

const kChain = [
  element('filesrc', { location: "/a b/it's.mp4" }),
  caps('video/x-raw(memory:NVMM),format=NV12'),
  element('fakesink', { sync: false, name: undefined }),
];
const kJob = { video: 'v.avi', recording: 'r.jsonl.gz', tracker: 't.js', script: 'c.js', params: 'p.yaml' };
const kOutputs = { video: 'o.mp4', events: 'e.jsonl', summary: 's.png' };

describe('a launch line', () => {
  test('is split into the words that gst-launch-1.0 takes', () => {
    expect(launchArguments(kChain)).toEqual([
      'filesrc',
      `location="/a b/it's.mp4"`,
      '!',
      'video/x-raw(memory:NVMM),format=NV12',
      '!',
      'fakesink',
      'sync=false',
    ]);
  });

  test('chains that branch are not joined', () => {
    expect(launchArguments([element('a'), element('m.sink_0')], [element('m'), element('b')])).toEqual([
      ...['a', '!', 'm.sink_0', 'm', '!', 'b'],
    ]);
  });

  test('values that would be split or ended are quoted', () => {
    expect(quoteLaunchValue('plain/path-1.mp4')).toBe('plain/path-1.mp4');
    expect(quoteLaunchValue('say "hi" \\ !')).toBe('"say \\"hi\\" \\\\ !"');
    expect(quoteLaunchValue('')).toBe('""');
  });

  test('as printed, a shell reads back the words that ran', () => {
    const printed = formatLaunch({ GST_PLUGIN_PATH: '/x y' }, ['-e'], kChain);
    const shell = printed.replace(
      'gst-launch-1.0',
      `"${process.execPath}" -p "JSON.stringify(process.argv.slice(1))" --`,
    );
    const { stdout } = spawnSync('sh', ['-c', shell], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(['-e', ...launchArguments(kChain)]);
  });

  test('as printed, it has one element a line', () => {
    expect(formatLaunch({}, [], [element('a', { x: 1 }), element('b')])).toBe('gst-launch-1.0 \\\n  a x=1 \\\n  ! b');
  });
});

describe('progress', () => {
  test('is read from the progressreport element', () => {
    expect(readProgress('progress (00:00:03): 28 / 79 seconds (35.4 %)')).toBe(35.4);
    expect(readProgress('progress (00:00:00): 2 / 79 seconds ( 2.5 %)')).toBe(2.5);
    expect(readProgress('Setting pipeline to PLAYING ...')).toBeUndefined();
  });
});

describe("the demo's pipelines", () => {
  test('count with the tracker before the counter', () => {
    const words = launchArguments(mainPipeline(kJob, kOutputs));
    expect(words.indexOf('script=t.js')).toBeLessThan(words.indexOf('script=c.js'));
    expect(words).toContain('events=e.jsonl');
    expect(words).toContain('params-file=p.yaml');
  });

  test('leave out parameters that are not given', () => {
    expect(launchArguments(mainPipeline({ ...kJob, params: undefined }, kOutputs)).join(' ')).not.toContain(
      'params-file',
    );
  });

  test('do not write the events twice', () => {
    expect(launchArguments(summaryPipeline(kJob, kOutputs, 'trails.ts')).join(' ')).not.toContain('events=');
  });

  test('have no replay and no tracker script where DeepStream infers and tracks', () => {
    const words = launchArguments(
      ...deepStreamPipeline({ ...kJob, video: '/a b/v.mp4' }, kOutputs, { width: 640, height: 360 }),
    );
    expect(words).toContain('uri=file:///a%20b/v.mp4');
    expect(words.filter((word) => word.startsWith('nv') && !word.startsWith('nvvideo'))).toEqual([
      ...['nvstreammux', 'nvinfer', 'nvtracker', 'nvtsprobe', 'nvdsosd'],
    ]);
  });
});

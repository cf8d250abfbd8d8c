// SPDX-License-Identifier: MIT
// What a launch line of `nvts run` begins and ends with.
import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { caps, element, type Part } from '../gst/line.js';
import { UsageError } from '../usage.js';
import type { RecordingReport } from '../validate/recording.js';

/** What is known of a recording; none of it for one that is no JSON Lines. */
export type Recorded = Pick<RecordingReport, 'size' | 'rate' | 'seconds'>;

const NOTHING: Recorded = { size: undefined, rate: undefined, seconds: undefined };

/** Which element makes pictures of system memory of what a decoder gives: with DeepStream that is memory of the GPU. */
const toSystemMemory = (elements: ReadonlySet<string>): Part[] =>
  elements.has('nvvideoconvert') ? [element('nvvideoconvert'), caps('video/x-raw,format=I420')] : [element('videoconvert')];

/** The elements that give the video: `test`, a file or a URI. Throws `UsageError`. */
export function sourceOf(source: string, recorded: Recorded | undefined, elements: ReadonlySet<string>): Part[] {
  if (source === 'test') return testSource(recorded ?? NOTHING);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) return [element('uridecodebin', { uri: source }), ...toSystemMemory(elements)];
  if (!existsSync(source)) throw new UsageError(`--source ${source}: there is no such file; it may be a file, a URI such as rtsp://camera/stream, or test`);
  return [element('filesrc', { location: source }), element('decodebin'), ...toSystemMemory(elements)];
}

/** A plain picture of the recording's size and rate, for as long as the recording lasts. */
function testSource({ size = [1280, 720], rate = 30, seconds }: Recorded): Part[] {
  const [width, height] = size;
  const [numerator, denominator] = fraction(rate);
  const buffers = seconds === undefined ? undefined : Math.round((seconds * numerator) / denominator) + 1;
  return [
    // Without an end it stands for a camera: in real time.
    element('videotestsrc', { pattern: 'black', 'num-buffers': buffers, 'is-live': buffers === undefined ? true : undefined }),
    caps(`video/x-raw,width=${width},height=${height},framerate=${numerator}/${denominator}`),
  ];
}

/** A rate as the fraction that caps take: 29.97 is 2997/100. */
function fraction(rate: number): readonly [number, number] {
  const thousandths = Math.max(1, Math.round(rate * 1000));
  let [a, b] = [thousandths, 1000];
  while (b !== 0) [a, b] = [b, a % b];
  return [thousandths / a, 1000 / a];
}

const ENCODERS = ['x264enc', 'openh264enc', 'vah264enc', 'nvh264enc'] as const;
const MUXERS: Readonly<Record<string, string>> = { '.mp4': 'mp4mux', '.mkv': 'matroskamux' };

/** What becomes of the pictures. */
export interface Sink {
  readonly parts: readonly Part[];
  /** What is otherwise than one may expect. */
  readonly note?: string;
}

/** The elements that take the video: `auto` (a window where there is a screen), `none`, or a file *.mp4 or *.mkv. Throws `UsageError`. */
export function sinkOf(sink: string, source: string, elements: ReadonlySet<string>, environment: NodeJS.ProcessEnv): Sink {
  const nothing = [element('fakesink', { sync: false })];
  if (sink === 'none') return { parts: nothing };
  const drawn = [element('nvtsosd'), element('videoconvert')];
  if (sink === 'auto') {
    if (environment['DISPLAY'] || environment['WAYLAND_DISPLAY']) return { parts: [...drawn, element('autovideosink')] };
    return { parts: nothing, note: 'there is no screen here, so no video is shown: --sink out.mp4 writes it to a file' };
  }
  const muxer = MUXERS[extname(sink)];
  if (muxer === undefined) throw new UsageError(`--sink must be auto, none or a file *.mp4 or *.mkv, got ${JSON.stringify(sink)}`);
  if (resolve(sink) === resolve(source)) throw new UsageError(`--sink ${sink} would overwrite the source`);
  const encoder = ENCODERS.find((each) => elements.has(each)) ?? ENCODERS[0];
  const quick = encoder === 'x264enc' ? { 'speed-preset': 'veryfast' } : {};
  return { parts: [...drawn, caps('video/x-raw,format=I420'), element(encoder, quick), element('h264parse'), element(muxer), element('filesink', { location: sink })] };
}

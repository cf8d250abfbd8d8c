// SPDX-License-Identifier: MIT
// Pictures through gst-launch-1.0: a frame of a video, or a plain one, and drawing items on it by nvtsosd.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageOf } from '../gst/packages.js';
import { gstEnvironment, PLUGIN_HINT, PluginError } from '../gst/plugin.js';
import { makeTemporaryFolder } from '../text/files.js';
import type { Item } from './sketch.js';
import type { Size } from './stage.js';

/** A picture that could not be made, with the reason and what to do. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/** What a picture is drawn on. */
export interface Background {
  /** A file or a URI; a plain picture when left out. */
  readonly video?: string | undefined;
  /** Seconds from the video's start. */
  readonly at?: number;
  /** The video is scaled to it; needed without a video. */
  readonly size?: Size | undefined;
}

/** Time for a video, or a camera, to bring a frame. */
const PATIENCE_MS = 60_000;
const PLAIN = '0xff3a4148';

/** A frame to draw on; `close` removes it. Throws `PictureError`. */
export class Canvas {
  private constructor(
    private readonly folder: string,
    readonly size: Size,
  ) {}

  static async open({ video, at = 0, size }: Background): Promise<Canvas> {
    const folder = makeTemporaryFolder();
    try {
      const frame = video === undefined ? await plainFrame(folder, size ?? [1920, 1080]) : await videoFrame(folder, video, at, size);
      return new Canvas(folder, frame);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The frame with these items on it, as PNG. */
  async draw(items: readonly Item[]): Promise<Uint8Array> {
    const frame = { source: 0, frame: 0, size: this.size, draw: items };
    await writeFile(join(this.folder, 'items.jsonl'), `{"nvts":"recording","version":1}\n${JSON.stringify({ frames: [frame] })}\n`);
    const line = 'filesrc location=frame-0.png ! pngdec ! videoconvert ! nvtsreplay location=items.jsonl match=frame ! nvtsosd ! videoconvert ! pngenc ! filesink location=drawn.png';
    // Not quiet, for nvtsreplay warns of what it leaves out.
    const output = await launch(line.split(' '), this.folder, []);
    const left = /WARNING: from element \S*nvtsreplay\d*: (.+)/.exec(output)?.[1];
    if (left !== undefined) throw new PictureError(`not all of the picture could be drawn: ${left}`);
    return readPng(join(this.folder, 'drawn.png'));
  }

  /** Changes the frame's pixels (red, green, blue, alpha); `change` gives it as PNG again. */
  async paint(change: (data: Uint8Array, size: Size) => Uint8Array): Promise<void> {
    await launch('filesrc location=frame-0.png ! pngdec ! videoconvert ! video/x-raw,format=RGBA ! filesink location=frame.rgba'.split(' '), this.folder);
    const data = await readFile(join(this.folder, 'frame.rgba'));
    if (data.length !== 4 * this.size[0] * this.size[1]) throw new PictureError('the frame cannot be read as pixels');
    await writeFile(join(this.folder, 'frame-0.png'), change(data, this.size));
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function plainFrame(folder: string, [width, height]: Size): Promise<Size> {
  const line = `videotestsrc num-buffers=1 pattern=solid-color foreground-color=${PLAIN} ! video/x-raw,width=${width},height=${height} ! videoconvert ! pngenc ! filesink location=frame-0.png`;
  await launch(line.split(' '), folder);
  return [width, height];
}

async function videoFrame(folder: string, video: string, at: number, size: Size | undefined): Promise<Size> {
  const scaled = size ? `! videoscale add-borders=false ! video/x-raw,width=${size[0]},height=${size[1]},pixel-aspect-ratio=1/1 ` : '';
  const decoded = `! videoconvert ${scaled}`;
  // One picture each `at` seconds, of which the second is the one.
  const rate = at > 0 ? `! videorate drop-only=true ! video/x-raw,framerate=${fraction(at)} ! identity eos-after=3 ` : '';
  const end = at > 0 ? '! pngenc ! multifilesink location=frame-%d.png' : '! pngenc snapshot=true ! filesink location=frame-0.png';
  await launch(['uridecodebin', `uri="${uriOf(video).replace(/[\\"]/g, '\\$&')}"`, ...`${decoded}${rate}${end}`.split(' ')], folder);
  const file = join(folder, 'frame-0.png');
  if (at > 0) {
    const found = join(folder, 'frame-1.png');
    if (!existsSync(found)) throw new PictureError(`${video} is shorter than ${at} s: choose an earlier moment with --at`);
    await writeFile(file, await readFile(found));
  }
  const png = readPng(file);
  const header = new DataView(png.buffer, png.byteOffset);
  return [header.getUint32(16), header.getUint32(20)];
}

/** Frames a second as the fraction that caps take. */
function fraction(seconds: number): string {
  const milliseconds = Math.max(1, Math.round(seconds * 1000));
  return `1000/${milliseconds}`;
}

function uriOf(video: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(video)) return video;
  const path = resolve(video);
  if (!existsSync(path)) throw new PictureError(`there is no video at ${video}`);
  return pathToFileURL(path).href;
}

function readPng(file: string): Uint8Array {
  const png = existsSync(file) ? readFileSync(file) : new Uint8Array();
  if (png.length < 24) throw new PictureError('no picture came out of GStreamer; does the video have a frame?');
  return png;
}

/** Runs a line; the result is what it printed. Throws `PictureError`. */
function launch(words: readonly string[], folder: string, flags: readonly string[] = ['-q']): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn('gst-launch-1.0', [...flags, ...words], { cwd: folder, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer): void => {
      if (output.length < 65_536) output += chunk.toString();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, PATIENCE_MS);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(new PictureError(error.code === 'ENOENT' ? NO_GSTREAMER : `gst-launch-1.0 cannot be started: ${error.message}`));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      const reason = late ? `no frame came within ${PATIENCE_MS / 1000} s` : judge(output, code);
      if (reason === undefined) done(output);
      else fail(new PictureError(reason));
    });
  });
}

const NO_GSTREAMER =
  'drawing needs GStreamer, and there is no gst-launch-1.0: install it (on Debian and Ubuntu gstreamer1.0-tools, gstreamer1.0-plugins-base, gstreamer1.0-plugins-good)';

/** Why a line did not run, in words; undefined where it did. */
function judge(output: string, code: number | null): string | undefined {
  const missing = /no element "([^"]+)"/.exec(output)?.[1];
  if (missing?.startsWith('nvts')) {
    return `drawing needs nvtsprobe's plugin, and GStreamer has no element ${missing}: ${PLUGIN_HINT}`;
  }
  if (missing !== undefined) {
    const name = packageOf(missing);
    return `drawing needs the GStreamer element ${missing}${name ? `: install ${name}` : ''}`;
  }
  const error = /ERROR: (?:from element [^:]+(?::[^:\s]+)*: )?(.+)/.exec(output)?.[1];
  if (code === 0 && error === undefined) return undefined;
  const more = /missing a plug-in|no suitable plugins|not-negotiated/i.test(output) ? ' (is a decoder missing? gstreamer1.0-libav has most)' : '';
  return `GStreamer made no picture: ${error ?? (output.trim().split('\n').at(-1) || `gst-launch-1.0 ended with ${code}`)}${more}`;
}

function environment(): NodeJS.ProcessEnv {
  try {
    return gstEnvironment();
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    throw new PictureError(error.message);
  }
}

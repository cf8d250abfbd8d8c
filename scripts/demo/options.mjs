// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../lib/errors.mjs';
import { parseOptions } from '../lib/options.mjs';

export const demoOptions = {
  video: { value: 'FILE', help: "a video of your own (default: Debian's vtest.avi); needs --recording" },
  recording: {
    value: 'FILE',
    help: 'the detections of that video: an nvtsrecord file, MOT CSV or a KITTI dump folder',
  },
  script: { value: 'FILE', help: 'the processor to run (default: the people-counter); a bundle, .ts or .js' },
  params: { value: 'FILE', help: "the processor's parameters, JSON or YAML" },
  out: { value: 'DIR', help: 'where the files go (default: out/demo)' },
  help: { help: 'show this text' },
};

function existing(option, file, folder) {
  if (file === undefined) return undefined;
  const full = path.resolve(folder, file);
  if (!fs.existsSync(full)) throw new UserError(`--${option} ${file}: there is no such file (looked for ${full}).`);
  return full;
}

/**
 * Reads the demo's options against the folder that the user stands in. `video` is undefined for the demo's own clip,
 * `params` for none. `defaults` are the demo's own recording, script and params.
 */
export function readDemoOptions(args, folder, defaults) {
  const options = parseOptions(args, demoOptions, 'npm run demo --');
  if (options.help) return { help: options.help };
  if (options.video && !options.recording) {
    throw new UserError(
      '--video needs --recording FILE, the detections of that video. A pipeline with a detector writes one:\n\n' +
        '  ... ! nvinfer ... ! nvtsrecord location=FILE ! fakesink',
    );
  }
  return {
    video: existing('video', options.video, folder),
    recording: existing('recording', options.recording, folder) ?? defaults.recording,
    script: existing('script', options.script, folder) ?? defaults.script,
    // Another script has other parameters: the people-counter's would only be refused.
    params: existing('params', options.params, folder) ?? (options.script ? undefined : defaults.params),
    out: path.resolve(folder, options.out ?? defaults.out),
  };
}

// SPDX-License-Identifier: MIT
import { caps, element } from '../lib/launch.mjs';

/** @typedef {{ video: string, recording: string, tracker: string, script: string, params?: string }} Job */
/** @typedef {{ video: string, events: string, summary: string }} Outputs */

/** From the video file to the counted frames. */
export function counting({ video, recording, tracker, script, params }, events) {
  return [
    element('filesrc', { location: video }),
    element('decodebin'),
    element('videoconvert'),
    element('nvtsreplay', { location: recording }),
    element('nvtsprobe', { name: 'tracker', script: tracker }),
    element('nvtsprobe', { name: 'counter', script, 'params-file': params, events }),
  ];
}

const encoding = (file) => [
  element('x264enc', { 'speed-preset': 'veryfast', bitrate: 1500 }),
  element('mp4mux'),
  element('filesink', { location: file }),
];

/** The demo's main job: the annotated video and the events. */
export function mainPipeline(job, outputs) {
  return [
    ...counting(job, outputs.events),
    element('nvtsosd'),
    element('videoconvert'),
    caps('video/x-raw,format=I420'),
    element('progressreport', { name: 'progress', 'update-freq': 1 }),
    ...encoding(outputs.video),
  ];
}

/**
 * The same job again without encoding, for one picture: a script draws all trails so far. The leaky queue drops what
 * the PNG encoder is too slow for, but never the last frame, so the file ends up with that one.
 */
export function summaryPipeline(job, outputs, trails) {
  return [
    ...counting(job, undefined),
    element('nvtsprobe', { name: 'trails', script: trails }),
    element('progressreport', { name: 'progress', 'update-freq': 1 }),
    element('queue', { leaky: 'downstream', 'max-size-buffers': 1, 'max-size-bytes': 0, 'max-size-time': 0 }),
    element('nvtsosd'),
    element('videoconvert'),
    element('pngenc'),
    element('multifilesink', { location: outputs.summary }),
  ];
}

const kDeepStream = '/opt/nvidia/deepstream/deepstream';

/** The main job as it stands in a DeepStream pipeline: real inference and tracking in place of replay and tracker. */
export function deepStreamPipeline({ video, script, params }, outputs, size) {
  const source = [
    element('uridecodebin', { uri: `file://${encodeURI(video)}` }),
    element('nvvideoconvert'),
    caps('video/x-raw(memory:NVMM),format=NV12'),
    element('mux.sink_0'),
  ];
  const main = [
    element('nvstreammux', { name: 'mux', 'batch-size': 1, width: size.width, height: size.height }),
    element('nvinfer', {
      'config-file-path': `${kDeepStream}/samples/configs/deepstream-app/config_infer_primary.txt`,
    }),
    element('nvtracker', {
      'll-lib-file': `${kDeepStream}/lib/libnvds_nvmultiobjecttracker.so`,
      'll-config-file': `${kDeepStream}/samples/configs/deepstream-app/config_tracker_NvDCF_perf.yml`,
    }),
    element('nvtsprobe', { name: 'counter', script, 'params-file': params, events: outputs.events }),
    element('nvdsosd'),
    element('nvvideoconvert'),
    caps('video/x-raw,format=I420'),
    ...encoding(outputs.video),
  ];
  return [source, main];
}

// SPDX-License-Identifier: MIT
import { defineProcessor, type Frame, type FrameAnalytics, type ObjectAnalytics } from '@nvtsprobe/sdk';
import type { Config } from './config/model.js';
import { type ReadConfig, readIniConfig, readObjectConfig } from './config/read.js';
import type { FrameAnswer, ObjectAnswer } from './engine/answers.js';
import { Stream } from './engine/stream.js';
import { drawRules, markObject } from './overlay.js';
import { type Params, params } from './params.js';

const NO_PTS = -1;

export default defineProcessor({
  name: 'nvdsanalytics',
  params,

  setup({ params, log }) {
    const { config, warnings } = read(params);
    for (const warning of warnings) log.warn(warning);
    if (!config.enabled) log.warn('enable=0 in the group property: nothing is computed');
    const streams = new Map<number, Stream>();
    return {
      config,
      streams,
      /** The stream of a frame, made at its first frame for that frame's size, as nvdsanalytics makes its own. */
      streamOf(frame: Frame): Stream {
        const { padIndex } = frame;
        let stream = streams.get(padIndex);
        if (!stream) {
          stream = new Stream(config, padIndex, frame.width || config.width, frame.height || config.height);
          streams.set(padIndex, stream);
        }
        return stream;
      },
    };
  },

  onFrame(frame, { params, state }) {
    const { config } = state;
    if (!config.enabled) return;
    const stream = state.streamOf(frame);
    const { pts } = frame;
    const { 'unique-id': uniqueId } = params;
    stream.begin(pts === undefined ? NO_PTS : Number(pts));
    for (const object of frame.objects) {
      const { classId, label } = object;
      const answer = stream.add(object.trackKey, object.trackSerial, classId, object);
      if (!answer) continue;
      answer.id = object.trackId?.toString() ?? null;
      if (params.metadata) object.setAnalytics(toObjectAnalytics(answer, uniqueId));
      if (config.osdMode === 2) markObject(object, answer, config.fontSize);
      if (!params.events) continue;
      for (const line of answer.lc) {
        frame.emit('line-crossed', { line, trackId: answer.id, classId, label, cumulative: stream.answer.lcCumulative[line] });
      }
    }
    const answer = stream.end();
    if (params.events) tellCrowds(frame, stream);
    if (params.metadata) frame.setAnalytics(toFrameAnalytics(answer, uniqueId));
    if (params.json) frame.setJson('nvdsanalytics', answer);
    drawRules(frame, stream, answer, config);
  },

  onEos(_info, ctx) {
    if (!ctx.params.events) return;
    for (const [padIndex, { answer }] of ctx.state.streams) ctx.emit('summary', { padIndex, lines: answer.lcCumulative });
  },
});

/** An answer in the fields of DeepStream's metadata. */
function toFrameAnalytics(answer: FrameAnswer, uniqueId: number): FrameAnalytics {
  const overcrowded = Object.fromEntries(Object.entries(answer.overcrowding).map(([label, crowded]) => [label, crowded === 1]));
  const { inRoi, lcCurrent, lcCumulative, objCount } = answer;
  return { uniqueId, overcrowded, inRoi, crossed: lcCurrent, crossedTotal: lcCumulative, classCounts: objCount };
}

function toObjectAnalytics({ roi, oc, lc, dir, status }: ObjectAnswer, uniqueId: number): ObjectAnalytics {
  return { uniqueId, rois: roi, overcrowding: oc, crossed: lc, direction: dir, status };
}

/** The config of the parameters: INI text under `ini`, or the groups themselves. */
function read({ ini, events: _events, json: _json, metadata: _metadata, 'unique-id': _uniqueId, ...groups }: Params): ReadConfig {
  return ini === undefined ? readObjectConfig(groups) : readIniConfig(ini, Object.keys(groups));
}

function tellCrowds(frame: Frame, stream: Stream): void {
  for (const crowd of stream.crowds) {
    const crowded = stream.answer.overcrowding[crowd.label] === 1;
    if (crowded === crowd.crowded) continue;
    crowd.crowded = crowded;
    frame.emit(crowded ? 'overcrowding-started' : 'overcrowding-ended', { area: crowd.label, count: crowd.count });
  }
}

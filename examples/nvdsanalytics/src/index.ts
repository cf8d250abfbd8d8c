// SPDX-License-Identifier: MIT
import { defineProcessor, type Frame, type FrameAnalytics, type ObjectAnalytics } from '@nvtsprobe/sdk';
import { type Config, type ReadConfig, readIniConfig, readObjectConfig } from '@nvtsprobe/sdk/nvdsanalytics';
import type { FrameAnswer, ObjectAnswer } from './engine/answers.js';
import type { Engine, Tell } from './engine/engine.js';
import { type FixedState, FixedStream } from './engine/fixed.js';
import { Stream } from './engine/stream.js';
import { drawRules, markObject } from './overlay.js';
import { type Params, params } from './params.js';

export default defineProcessor({
  name: 'nvdsanalytics',
  params,

  setup({ params, log }) {
    const { config, warnings } = read(params);
    for (const warning of warnings) log.warn(warning);
    if (!config.enabled) log.warn('enable=0 in the group property: nothing is computed');
    const { mode } = params;
    const streams = new Map<number, Engine>();
    /** States of pads of which no frame has come yet. */
    const saved = new Map<number, FixedState>();
    const make = (frame: Frame): Engine => {
      const { padIndex } = frame;
      // For the size of the first frame, as nvdsanalytics makes its own.
      if (mode === 'exact') return new Stream(config, padIndex, frame.width || config.width, frame.height || config.height);
      const stream = new FixedStream(config, padIndex, frame);
      const state = saved.get(padIndex);
      saved.delete(padIndex);
      if (state) stream.restore(state);
      return stream;
    };
    return {
      config,
      streams,
      saved,
      tell: makeTell(params, config),
      /** The stream of a frame, made at its first frame. */
      streamOf(frame: Frame): Engine {
        let stream = streams.get(frame.padIndex);
        if (!stream) streams.set(frame.padIndex, (stream = make(frame)));
        return stream;
      },
    };
  },

  onFrame(frame, { params, state }) {
    const { config } = state;
    if (!config.enabled) return;
    const stream = state.streamOf(frame);
    const { 'unique-id': uniqueId } = params;
    const answer = stream.judge(frame, state.tell, params.metadata || config.osdMode === 2);
    if (params.events) tellCrowds(frame, stream);
    if (params.metadata) frame.setAnalytics(toFrameAnalytics(answer, uniqueId));
    if (params.json) frame.setJson('nvdsanalytics', answer);
    drawRules(frame, stream, answer, config);
  },

  onSourceRemoved({ sourceId }, { state }) {
    for (const stream of state.streams.values()) stream.forgetSource(sourceId);
  },

  // nvdsanalytics begins anew with each run.
  save({ state: { streams, saved } }): SavedState {
    const live = Array.from(streams, ([padIndex, stream]) => (stream instanceof FixedStream ? [[String(padIndex), stream.save()]] : []));
    return { pads: { ...Object.fromEntries(saved), ...Object.fromEntries(live.flat()) } };
  },

  restore(state, _version, { state: { saved } }) {
    for (const [padIndex, pad] of Object.entries((state as SavedState).pads)) saved.set(Number(padIndex), pad);
  },

  onEos(_info, ctx) {
    if (!ctx.params.events) return;
    for (const [padIndex, { answer, skipped }] of ctx.state.streams) ctx.emit('summary', { padIndex, lines: answer.lcCumulative, skipped });
  },
});

/** What is done about an object that a rule had something to say about. Made once: what is made for each frame is garbage. */
function makeTell({ metadata, events, 'unique-id': uniqueId }: Params, { osdMode, fontSize }: Config): Tell {
  return (object, found, frame, { answer }) => {
    if (metadata) object.setAnalytics(toObjectAnalytics(found, uniqueId));
    if (osdMode === 2) markObject(object, found, fontSize);
    if (!events) return;
    for (const line of found.lc) {
      const { classId, label } = object;
      frame.emit('line-crossed', { line, trackId: found.id, classId, label, cumulative: answer.lcCumulative[line] });
    }
  };
}

interface SavedState {
  readonly pads: { readonly [padIndex: string]: FixedState };
}

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
function read({ ini, mode, events: _events, json: _json, metadata: _metadata, 'unique-id': _uniqueId, ...groups }: Params): ReadConfig {
  return ini === undefined ? readObjectConfig(groups, mode) : readIniConfig(ini, Object.keys(groups), mode);
}

function tellCrowds(frame: Frame, stream: Engine): void {
  for (const crowd of stream.crowds) {
    const crowded = stream.answer.overcrowding[crowd.label] === 1;
    if (crowded === crowd.crowded) continue;
    crowd.crowded = crowded;
    frame.emit(crowded ? 'overcrowding-started' : 'overcrowding-ended', { area: crowd.label, count: crowd.count });
  }
}

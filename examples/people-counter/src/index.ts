// SPDX-License-Identifier: MIT
import { defineProcessor, type FrameObject } from '@nvtsprobe/sdk';
import { Counter } from './counter.js';
import { drawOverlay } from './overlay.js';
import { params } from './params.js';
import { Trails } from './trails.js';

interface Source {
  readonly counter: Counter;
  readonly trails: Trails;
}

export default defineProcessor({
  name: 'people-counter',
  params,

  setup({ params, log }) {
    if (params.lines.length + params.zones.length === 0) log.warn('no lines and no zones in the parameters: nothing is counted');
    const create = (): Source => ({ counter: new Counter(params), trails: new Trails(params.trails.seconds) });
    // Made once before the first frame, so that a wrong line or zone is reported at the start.
    const spare = [create()];
    const sources = new Map<number, Source>();
    const classes = params.classes && new Set(params.classes);
    return {
      sources,
      sourceOf(sourceId: number): Source {
        let source = sources.get(sourceId);
        if (!source) sources.set(sourceId, (source = spare.pop() ?? create()));
        return source;
      },
      accepts: (object: FrameObject) => !classes || classes.has(object.classId) || classes.has(object.label),
    };
  },

  onFrame(frame, { params, state }) {
    const { counter, trails } = state.sourceOf(frame.sourceId);
    counter.update(frame);
    if (!params.draw) return;
    if (params.trails.seconds > 0) {
      trails.update(frame, state.accepts);
      trails.draw(frame);
    }
    drawOverlay(frame, counter, params.panel);
  },

  onSourceRemoved({ sourceId }, ctx) {
    const source = ctx.state.sources.get(sourceId);
    if (!source) return;
    ctx.emit('summary', { sourceId, ...source.counter.summary() });
    ctx.state.sources.delete(sourceId);
  },

  onEos(_info, ctx) {
    for (const [sourceId, { counter }] of ctx.state.sources) ctx.emit('summary', { sourceId, ...counter.summary() });
  },
});

// SPDX-License-Identifier: MIT
import { defineProcessor, Overlay, Trails } from '@nvtsprobe/sdk';
import { Counter, type SavedCounter } from './counter.js';
import { drawOverlay } from './overlay.js';
import { params } from './params.js';

const TRAIL_COLOR = '#ffed59';

interface Source {
  readonly counter: Counter;
  /** `undefined` when none are drawn. */
  readonly trails: Trails | undefined;
  readonly overlay: Overlay;
}

export default defineProcessor({
  name: 'people-counter',
  params,

  setup({ params, log }) {
    if (params.lines.length + params.zones.length === 0) log.warn('no lines and no zones in the parameters: nothing is counted');
    const { anchor, classes, maxGap } = params;
    const { seconds } = params.trails;
    const create = (): Source => ({
      counter: new Counter(params),
      trails: params.draw && seconds > 0 ? new Trails({ seconds, anchor, classes, maxGap }) : undefined,
      overlay: new Overlay(),
    });
    // Made once before the first frame, so that a wrong line or zone is reported at the start.
    const spare = [create()];
    const sources = new Map<number, Source>();
    return {
      sources,
      sourceOf(sourceId: number): Source {
        let source = sources.get(sourceId);
        if (!source) sources.set(sourceId, (source = spare.pop() ?? create()));
        return source;
      },
    };
  },

  onFrame(frame, { params, state }) {
    const { counter, trails, overlay } = state.sourceOf(frame.sourceId);
    counter.update(frame);
    if (!params.draw) return;
    trails?.update(frame);
    trails?.draw(frame, { color: TRAIL_COLOR });
    overlay.draw(frame, counter.changes, () => drawOverlay(frame, counter, params.panel));
  },

  onSourceRemoved({ sourceId }, ctx) {
    const source = ctx.state.sources.get(sourceId);
    if (!source) return;
    ctx.emit('summary', { sourceId, ...source.counter.summary() });
    ctx.state.sources.delete(sourceId);
  },

  save: ({ state: { sources } }) => Object.fromEntries(Array.from(sources, ([id, { counter }]) => [String(id), counter.save()])),

  restore(saved, _version, { state }) {
    for (const [id, counts] of Object.entries(saved as Record<string, SavedCounter>)) state.sourceOf(Number(id)).counter.restore(counts);
  },

  onEos(_info, ctx) {
    for (const [sourceId, { counter }] of ctx.state.sources) ctx.emit('summary', { sourceId, ...counter.summary() });
  },
});

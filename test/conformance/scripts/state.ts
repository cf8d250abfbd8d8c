// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineProcessor({
  name: 'state',
  version: 2,
  params: z.object({ saves: z._default(z.string(), 'counts') }),
  setup: () => ({ frames: 0, tracks: new Set<bigint>() }),
  onFrame(frame, { state }) {
    state.frames++;
    for (const { trackId } of frame.objects) if (trackId !== undefined) state.tracks.add(trackId);
    frame.emit('frames', { frames: state.frames, tracks: [...state.tracks] });
  },
  save(ctx) {
    const { frames, tracks } = ctx.state;
    if (ctx.params.saves === 'NaN') return { frames: NaN };
    if (ctx.params.saves === 'a Map') return { map: new Map() };
    if (ctx.params.saves === 'an event') ctx.emit('saved');
    return ctx.params.saves === 'nothing' ? undefined : { frames, tracks: [...tracks], name: 'Zürich 👋' };
  },
  restore(saved, version, ctx) {
    const { frames, tracks } = saved as { readonly frames: number; readonly tracks: readonly bigint[] };
    ctx.state.frames = frames;
    for (const track of tracks) ctx.state.tracks.add(track);
    ctx.emit('restored', { version, frames });
  },
});

// SPDX-License-Identifier: MIT
import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineProcessor({
  name: 'line-crossing',
  // `mark` gives objects that cross a label and a colour, and emits an event for each.
  params: z.object({ mark: z._default(z.boolean(), false) }),

  setup: () => new LineCrossing({ line: [[0, 540], [1920, 540]], classes: ['person'], margin: 0 }),

  onFrame(frame, { params, state: line }) {
    const crossings = line.update(frame);
    if (!params.mark) return;
    for (const { type, object, track, point, values } of crossings) {
      if (type !== 'line-crossed' || !object) continue;
      const { direction } = values;
      object.label = direction;
      object.borderColor = '#ffb000';
      frame.emit('crossed', { direction, track, x: point?.[0], y: point?.[1] });
    }
  },

  onEos(_info, ctx) {
    ctx.emit('totals', { in: ctx.state.in, out: ctx.state.out });
  },
});

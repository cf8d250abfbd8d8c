// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineProcessor({
  name: '{{id}}',

  // What your detector calls its classes: where() below takes no others, so that a misspelled one does not compile.
  labels: ['person', 'bicycle', 'car'],

  // nvts pack writes these comments into package.json, where nvts inspect shows them to who installs the package.
  params: z.object({
    /** People that the detector is less sure of are removed: 0 keeps all, 1 none but the surest. @unit 0 to 1 */
    minConfidence: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.5),
  }),

  // How many there were in the last frame of each source. In the other hooks this is `state`.
  setup: () => ({ counts: new Map<number, number>() }),

  // For every frame. Boxes are pixels of the pipeline picture, origin top left. What is changed here is applied together once the
  // hook has returned, or, when it throws, not at all.
  onFrame(frame, { params, state }) {
    let count = 0;
    for (const person of frame.objects.where('person')) {
      if (person.confidence < params.minConfidence) {
        person.remove();
        continue;
      }
      person.borderColor = '#2ecc71';
      person.borderWidth = 3;
      count++;
    }
    frame.draw.text(16, 16, `people: ${count}`, { size: 18, background: [0, 0, 0, 0.6] });

    const before = state.counts.get(frame.sourceId) ?? 0;
    if (count !== before) frame.emit('count-changed', { from: before, to: count });
    state.counts.set(frame.sourceId, count);
  },

  onSourceRemoved: ({ sourceId }, { state }) => void state.counts.delete(sourceId),
});

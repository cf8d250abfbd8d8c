// SPDX-License-Identifier: MIT
// Emits as many events a frame as it is told.
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineProcessor({
  params: z.object({ events: z.int() }),
  onFrame(frame, { params }) {
    for (let i = 0; i < params.events; i++) {
      frame.emit('line-crossed', { line: 'West walk', direction: 'in', trackId: '12', classId: 0, label: 'person', x: 100.5, y: 200.25, in: 3, out: i });
    }
  },
});

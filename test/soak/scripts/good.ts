// SPDX-License-Identifier: MIT
// What a decent script does: reads, counts, edits, draws, tells now and then.
import { defineProcessor } from '@nvtsprobe/sdk';

let batches = 0;
let objects = 0;

export default defineProcessor({
  onBatch(batch, ctx) {
    batches++;
    for (const frame of batch.frames) {
      for (const object of frame.objects) {
        objects++;
        if (!Number.isFinite(object.left + object.top + object.width + object.height)) continue;
        object.label = `person ${objects % 100}`;
        object.borderColor = '#00ff00';
        if (objects % 7 === 0) object.remove();
      }
      frame.draw.text(10, 10, `${batches}`);
      frame.setJson('soak', { objects });
    }
    if (batches % 100 === 0) ctx.emit('counted', { batches, objects });
  },
});

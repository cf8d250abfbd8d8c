// SPDX-License-Identifier: MIT
// Reads all that a processor can read, follows every relation, and edits what it can.
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineProcessor({
  params: z.object({ edit: z._default(z.boolean(), false) }),
  onBatch(batch, ctx) {
    let objects = 0;
    let parents = 0;
    let characters = 0;
    for (const frame of batch.frames) {
      characters += String(frame.pts).length + frame.width + frame.sourceHeight + (frame.sensor?.name.length ?? 0);
      frame.getJson('nothing');
      for (const object of frame.objects) {
        objects++;
        characters += object.label.length + object.text.length + String(object.trackId).length;
        characters += String([object.left, object.top, object.width, object.height, object.confidence]).length;
        characters += String(object.borderColor).length + object.fontName.length;
        if (object.parent) parents++;
        for (const classifier of object.classifiers) {
          for (const label of classifier.labels) characters += label.label.length;
        }
        if (!ctx.params.edit) continue;
        object.label = `edited ${objects}`;
        object.setBox(1, 2, 3, 4);
        object.text = object.label;
        object.borderColor = '#00ff00';
        if (objects % 5 === 0) object.remove();
      }
      if (ctx.params.edit) frame.draw.text(1, 1, `${objects}`);
    }
    ctx.emit('read', { frames: batch.length, objects, parents, characters });
  },
});

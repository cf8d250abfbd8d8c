// SPDX-License-Identifier: MIT
// Texts that are hard to carry.
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  onFrame(frame, ctx) {
    for (const object of frame.objects) frame.emit('label', { label: object.label, units: object.label.length });
    frame.emit('Ereignis ✓', { text: 'Zürich 東京 👋🏽', zero: 'a\0b', line: 'a\nb\u2028', 'key "of" ü': 1 });
    frame.emit('lone', { high: '\ud800', low: '\udc00x', pair: '\ud83d\ude00' });
    frame.addObject({ label: 'ö👋', left: 0, top: 0, width: 1, height: 1 }).text = 'lone \ud800 and 東京';
    frame.draw.text(0, 0, 'é👋', { size: 10 });
    ctx.log.info('grün \u0000 👋');
  },
});

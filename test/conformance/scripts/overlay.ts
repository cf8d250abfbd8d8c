// SPDX-License-Identifier: MIT
// Draws the same on every frame, behind something else.
import { defineProcessor, Overlay } from '@nvtsprobe/sdk';

export default defineProcessor({
  setup: () => new Overlay(),
  onFrame(frame, { state: overlay }) {
    frame.draw.text(1, 1, `frame ${frame.frameNumber}`);
    overlay.draw(frame, 'same', () => {
      frame.draw.text(9, 10, 'Grüße 👋', { size: 12, font: 'Sans', background: '#000000' });
      frame.draw.polyline([[1, 2], [3, 4]], { color: '#00ff00', width: 3 });
      frame.emit('painted');
    });
  },
});

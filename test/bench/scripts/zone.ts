// SPDX-License-Identifier: MIT
import { defineProcessor, Zone } from '@nvtsprobe/sdk';

export default defineProcessor({
  name: 'zone',
  // Concave, and as large as the lower half of the picture: half of the people are inside.
  setup: () => new Zone({ polygon: [[0, 540], [1920, 540], [1920, 1080], [1400, 1080], [960, 700], [500, 1080], [0, 1080]], classes: ['person'], debounce: 0.2 }),
  onFrame: (frame, { state: zone }) => void zone.update(frame),
});

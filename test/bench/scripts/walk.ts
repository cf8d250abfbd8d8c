// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  name: 'walk',
  setup: () => ({ area: 0 }),
  onFrame(frame, { state }) {
    let area = 0;
    for (const object of frame.objects) area += object.width * object.height * object.confidence;
    state.area = area;
  },
});

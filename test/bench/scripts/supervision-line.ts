// SPDX-License-Identifier: MIT
// What test/bench/supervision measures: a line as LineZone has it.
import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';

export default defineProcessor({
  name: 'line',
  setup: () => new LineCrossing({ line: [[0, 540], [1920, 540]], margin: 0 }),
  onFrame: (frame, { state: line }) => void line.update(frame),
});

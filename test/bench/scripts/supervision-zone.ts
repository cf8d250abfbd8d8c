// SPDX-License-Identifier: MIT
// What test/bench/supervision measures: a zone as PolygonZone has it.
import { defineProcessor, Zone } from '@nvtsprobe/sdk';

export default defineProcessor({
  name: 'zone',
  setup: () => new Zone({ polygon: [[0, 540], [1920, 540], [1920, 1080], [1400, 1080], [960, 700], [500, 1080], [0, 1080]], margin: 0 }),
  onFrame: (frame, { state: zone }) => void zone.update(frame),
});

// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  onFrame(frame) {
    for (const { trackId, trackKey, trackSerial, firstSeen } of frame.objects) {
      frame.emit('track', { trackId: trackId ?? null, trackKey, trackSerial, firstSeen });
    }
  },
});

// SPDX-License-Identifier: MIT
// Tells what it finds in a frame.
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  onFrame(frame) {
    for (const object of frame.objects) {
      const { classId, label, trackId, trackKey, trackSerial, confidence, left, top, width, height, componentId } = object;
      frame.emit('core', { classId, label, trackId: trackId ?? null, trackKey, trackSerial, confidence, left, top, width, height, componentId, parent: object.parent?.label ?? null });
      frame.emit('detail', { detector: object.detectorBox, tracker: object.trackerBox, trackerConfidence: object.trackerConfidence });
      frame.emit('style', { border: object.borderWidth, color: object.borderColor, background: object.backgroundColor ?? null, text: object.text, at: [object.textX, object.textY], font: object.fontName, size: object.fontSize });
      for (const { componentId: by, type, labels } of object.classifiers) {
        frame.emit('classifier', { by, type, labels: labels.map((each) => [each.label, each.classId, each.labelId, each.classCount, each.probability]) });
      }
    }
    frame.emit('people', { labels: Array.from(frame.objects.where('person'), ({ left }) => left), classes: Array.from(frame.objects.where(2), ({ left }) => left) });
  },
});

// SPDX-License-Identifier: MIT
// Walks with cursors, and edits what they stand on.
import { defineProcessor, type ObjectCursor } from '@nvtsprobe/sdk';

const walk = (cursor: ObjectCursor): [label: string, left: number][] => {
  const seen: [string, number][] = [];
  while (cursor.next()) seen.push([cursor.label, cursor.left]);
  return seen;
};

export default defineProcessor({
  onFrame(frame) {
    const gone = frame.objects.cursor('gone');
    while (gone.next()) gone.remove();
    frame.addObject({ label: 'added', left: 9, top: 0, width: 1, height: 1 });
    frame.emit('all', { seen: walk(frame.objects.cursor()) });
    const car = frame.objects.cursor(2);
    while (car.next()) car.height *= 2;
    frame.emit('cars', { seen: walk(frame.objects.cursor('car')) });
  },
});

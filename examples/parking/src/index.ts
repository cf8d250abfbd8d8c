// SPDX-License-Identifier: MIT
import { type Color, defineProcessor, drawPanel, eventRecord, type Polygon, RuleSet, type Zone, zoneOptions } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const FREE: Color = '#2ecc71';
const TAKEN: Color = '#ff3b30';
const OVERDUE: Color = '#c792ff';
const SHADE: Color = [0, 0, 0, 0.6];

const seconds = z.number().check(z.nonnegative());
const clock = (time: number): string => `${Math.floor(time / 60)}:${String(Math.floor(time % 60)).padStart(2, '0')}`;

export default defineProcessor({
  name: 'parking',
  params: z.object({
    /** The bays. */
    bays: z.array(
      z.object({
        /** What events and the picture call it. */
        name: z.string(),
        /** Its corners, three or more, origin top left. @unit px */
        polygon: z.nonoptional(zoneOptions.shape.polygon),
      }),
    ),
    /** Classes that park, by number or label. */
    classes: z._default(z.array(z.union([z.int(), z.string()])), ['car', 'truck', 'bus']),
    /** How long a vehicle must stand before it has parked. @unit s */
    settles: z._default(seconds, 5),
    /** How long a vehicle may park; any time when left out. @unit s */
    limit: z.optional(seconds),
  }),

  setup({ params: { bays, classes, settles, limit } }) {
    // A car that stands may be hidden by others for a while.
    const bay = { kind: 'zone', anchor: 'center', classes, debounce: settles, loitering: limit, maxGap: 10 } as const;
    return new RuleSet({ cameras: [{ rules: bays.map(({ name, polygon }) => ({ ...bay, name, polygon })) }] });
  },

  onFrame(frame, { state: rules, params: { limit = Infinity } }) {
    for (const event of rules.update(frame)) frame.emit(event.type, eventRecord(event, frame));
    const bays = rules.rulesOf(frame.sourceId);

    for (const object of frame.objects) {
      object.borderWidth = 1;
      object.borderColor = '#ffffff';
      object.text = '';
    }
    for (const { name, area, ...bay } of bays.map(describe)) {
      const color = bay.seconds === undefined ? FREE : bay.seconds >= limit ? OVERDUE : TAKEN;
      const [x, y] = area[0]!;
      frame.draw.polygon(area, { color, width: 4 });
      frame.draw.text(x + 6, y + 6, bay.seconds === undefined ? name : `${name}  ${clock(bay.seconds)}`, { color, font: 'Sans Bold', background: SHADE });
    }
    const free = bays.filter((bay) => bay.occupancy === 0).length;
    drawPanel(frame, [
      { color: free > 0 ? FREE : TAKEN, text: `${free} of ${bays.length} bays free` },
      `parked so far: ${bays.reduce((sum, bay) => sum + bay.entered, 0)}`,
    ], { place: 'bottom-left' });
  },

  onSourceRemoved: ({ sourceId }, { state: rules }) => rules.forgetSource(sourceId),
  onEos(_info, { state: rules, time, emit }) {
    for (const source of rules.sourceIds) for (const event of rules.snapshot(source, time)) emit(event.type, eventRecord(event));
  },
  save: ({ state: rules }) => rules.save(),
  restore: (saved, _version, { state: rules }) => rules.restore(saved as ReturnType<RuleSet['save']>),
});

/** A bay with the seconds for which it has been taken; `undefined` while it is free. */
function describe(bay: Zone) {
  return { name: bay.name, area: (bay.area.shape as Polygon).points, seconds: bay.occupants()[0]?.seconds };
}

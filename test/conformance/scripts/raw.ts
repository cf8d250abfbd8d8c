// SPDX-License-Identifier: MIT
// Gets around the SDK's checks, as plain JavaScript can: what it writes is for the host to refuse.
import { defineProcessor, type Frame, type FrameObject } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';
import * as AnalyticsKind from '../../../sdk/src/table/schema/analytics-kind.generated.js';
import * as DrawKind from '../../../sdk/src/table/schema/draw-kind.generated.js';
import * as JsonOp from '../../../sdk/src/table/schema/json-op.generated.js';
import * as ObjectEdit from '../../../sdk/src/table/schema/object-edit.generated.js';
import * as Origin from '../../../sdk/src/table/schema/origin.generated.js';
import * as Section from '../../../sdk/src/table/schema/section.generated.js';

/** What TypeScript hides of a view. */
interface Inner {
  readonly row: number;
  readonly table: {
    readonly columns: Record<string, { [row: number]: number | bigint }>;
    append(section: number): number;
    markEdited(row: number, bits: number): void;
    writeText(text: string, maxBytes: number, field: string): number;
  };
}

const inner = (view: Frame | FrameObject): Inner => view as unknown as Inner;

function write(object: FrameObject, column: string, value: number, edit: number, lane = 0, lanes = 1): void {
  const { table, row } = inner(object);
  table.markEdited(row, edit);
  table.columns[column]![row * lanes + lane] = value;
}

/** A row of a section, with these columns. */
function append(frame: Frame, section: keyof typeof Section, values: Readonly<Record<string, number>>): void {
  const { table } = inner(frame);
  const row = table.append(Section[section]);
  for (const [column, value] of Object.entries(values)) table.columns[`${section}${column}`]![row] = value;
}

const acts: Readonly<Record<string, (frame: Frame, object: FrameObject) => void>> = {
  'a box that is not finite': (_, object) => write(object, 'objectsLeft', NaN, ObjectEdit.box),
  'a negative size': (_, object) => write(object, 'objectsHeight', -1, ObjectEdit.box),
  'a box far away': (_, object) => write(object, 'objectsTop', 2e6, ObjectEdit.box),
  'a class below -1': (_, object) => write(object, 'objectsClassId', -2, ObjectEdit.classId),
  'a confidence that is not finite': (_, object) => write(object, 'objectsConfidence', Infinity, ObjectEdit.confidence),
  'a string that does not exist': (_, object) => write(object, 'objectsLabel', 12345, ObjectEdit.label),
  'a colour outside of 0 to 1': (_, object) => {
    void object.borderColor;
    write(object, 'objectsBorderColor', 1.5, ObjectEdit.border, 2, 4);
  },
  'a parent of its own': (_, object) => write(object, 'objectsParent', inner(object).row, ObjectEdit.parent),
  'a parent that does not exist': (_, object) => write(object, 'objectsParent', 999, ObjectEdit.parent),
  'a text outside of the section': (_, object) => {
    void object.text;
    write(object, 'objectsTextOffset', 1e6, ObjectEdit.text);
    write(object, 'objectsTextLength', 5, ObjectEdit.text);
  },
  'an unknown drawing item': (frame) => append(frame, 'draw', { Frame: 0, Origin: Origin.script, Kind: DrawKind.circle + 1, FontName: -1, TextLength: -1 }),
  'a drawing item of no frame': (frame) => append(frame, 'draw', { Frame: 9, Origin: Origin.script, Kind: DrawKind.line, FontName: -1, TextLength: -1 }),
  'JSON that is none': (frame) => {
    frame.getJson('x');
    const { table } = inner(frame);
    const key = table.writeText('key', 100, '');
    const value = table.writeText('{"a":', 100, '');
    append(frame, 'json', { Frame: 0, Origin: Origin.script, Op: JsonOp.set, KeyOffset: key, KeyLength: 3, ValueOffset: value, ValueLength: 5 });
  },
  'an event of no frame': (frame) => {
    frame.emit('x');
    inner(frame).table.columns['eventsFrame']![0] = 7;
  },
  'an event whose data is no object': (frame) => {
    const { table } = inner(frame);
    const type = table.writeText('x', 100, '');
    const data = table.writeText('[]', 100, '');
    append(frame, 'events', { Frame: 0, TypeOffset: type, TypeLength: 1, DataOffset: data, DataLength: 2 });
  },
  'a count that is not whole': (frame) => {
    void frame.analytics;
    append(frame, 'analytics', { Frame: 0, Origin: Origin.script, Kind: AnalyticsKind.frame, Object: -1, Key: -1, Value: 0.5 });
  },
};

export default defineProcessor({
  params: z.object({ act: z.string() }),
  onFrame(frame, { params }) {
    frame.objects.at(0)!.classId = 9;
    acts[params.act]!(frame, frame.objects.at(1)!);
  },
});

// SPDX-License-Identifier: MIT
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, expect, test } from 'vitest';
import { Folder } from '../testing.js';
import { describeSource } from './describe-script.js';
import { describeProperties } from './doc-comments.js';

const folder = new Folder();
afterAll(() => folder.remove());

test.each([
  ['a property', '/** How long. @unit s */\ngap: 5', '/** How long. @unit s */\ngap: __nvts_describe( 5, {"description":"How long.","unit":"s"})'],
  ['a name alone', '/** Where. */\nline', '/** Where. */\nline: __nvts_describe(line, {"description":"Where."})'],
  ['several lines, and what is within', '/**\n * All\n * of it.\n * @unit px\n */\na: {\n/** Part. */\nb: 1 }', '/**\n * All\n * of it.\n * @unit px\n */\na: __nvts_describe( {\n/** Part. */\nb: __nvts_describe( 1, {"description":"Part."}) }, {"description":"All of it.","unit":"px"})'],
  ['the nearest of two', '/** One. */\n/** Two. */\na: 1', '/** One. */\n/** Two. */\na: __nvts_describe( 1, {"description":"Two."})'],
  ['no other kind, and of no other property', '/* no */\na: 1, /** of a, if any */\nb: 2', '/* no */\na: 1, /** of a, if any */\nb: 2'],
])('takes the comment of %s', (_, before, after) => {
  expect(describeProperties(ts, 'a.ts', `x({\n${before}\n})`)).toBe(`x({\n${after}\n})`);
});

test('what a schema says itself goes first; one that several parameters share is described for each', async () => {
  const script = `import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';
const time = z.number();
export default defineProcessor({ params: z.object({
  /** From. @unit s */
  from: time,
  /** To. @unit min */
  to: time,
  /** Not told. */
  own: z.string().register(z.globalRegistry, { description: 'Its own.' }),
}), onFrame() {} });`;
  const { parameters } = await describeSource(folder.write(join('src', 'index.ts'), script));
  expect(parameters['properties']).toEqual({ from: { type: 'number', unit: 's', description: 'From.' }, to: { type: 'number', unit: 'min', description: 'To.' }, own: { type: 'string', description: 'Its own.' } });
});

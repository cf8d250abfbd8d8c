// SPDX-License-Identifier: MIT
// Each package in parsers/ is fit to be published, and its card says what its parser reads; test/pipelines/tensor-files.test.ts packs
// and runs one.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildBundle } from '../../sdk/src/cli/build.js';
import { describeSource } from '../../sdk/src/cli/package/describe-script.js';
import { examine } from '../../sdk/src/cli/package/examine.js';
import { FolderFiles } from '../../sdk/src/cli/package/files.js';
import { readPackageJson } from '../../sdk/src/cli/package/manifest-file.js';
import type { OutputDeclaration, TensorType } from '../../sdk/src/index.js';
import type { AnyParser } from '../../sdk/src/parser/script.js';
import { BYTES_PER_VALUE } from '../../sdk/src/parser/tensor.js';
import * as parsers from '../../sdk/src/parsers/index.js';
import { readTensor, TestParser, type TestTensor } from '../../sdk/src/testing/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const names = readdirSync(join(root, 'parsers')).filter((name) => existsSync(join(root, 'parsers', name, 'package.json')));
/** What each package exports of the SDK's parsers. */
const entries = new Map(names.map((name) => [name, /export \{ (\w+) as default \}/.exec(readFileSync(join(root, 'parsers', name, 'src/index.ts'), 'utf8'))![1]!]));

test('there is one for each parser that needs no names of layers', () => {
  expect([...entries.values()].sort()).toEqual(Object.keys(parsers).filter((name) => name !== 'attributes').sort());
});

let folder: string;
beforeAll(() => {
  // Within the project, so that the SDK is found.
  mkdirSync(join(root, 'out'), { recursive: true });
  folder = mkdtempSync(join(root, 'out/parsers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(names)('%s', (name) => {
  const place = join(root, 'parsers', name);

  test('says of itself what its script says, and its bundle is what would be published', async () => {
    const copy = join(folder, name);
    cpSync(place, copy, { recursive: true, filter: (path) => !/(?:dist|node_modules|nvts\.\w+\.json)$/.test(path) });
    const { manifest } = examine(new FolderFiles(copy));
    await buildBundle({ entry: join(copy, 'src/index.ts'), output: join(copy, manifest.nvts.entry), minify: true });
    expect(examine(new FolderFiles(copy)).faults).toEqual([]);
    const { kind, capabilities } = await describeSource(join(copy, 'src/index.ts'));
    expect(manifest).toMatchObject({ name: `nvts-plugin-${name}`, nvts: { kind, capabilities } });
    const { keywords, dependencies } = readPackageJson(new FolderFiles(copy)) as { keywords?: unknown; dependencies?: unknown };
    expect({ keywords, dependencies }).toEqual({ keywords: ['nvts-plugin'], dependencies: undefined });
  });

  test('reads the outputs of its card, and no others', () => {
    const card = cardOf(readFileSync(join(place, 'README.md'), 'utf8'));
    const parser = (parsers as unknown as Record<string, AnyParser>)[entries.get(name)!]!;
    const declared = (parser as unknown as { definition: { outputs: Record<string, OutputDeclaration> } }).definition.outputs;
    expect(card.outputs.map(({ output }) => output).sort()).toEqual(Object.keys(declared).sort());
    const tensors = (change = 0): Record<string, TestTensor> =>
      Object.fromEntries(card.outputs.map(({ layer, type, shape }) => {
        // Of another rank.
        const dims = change === 0 ? shape : [2, 2, 2, ...shape];
        return [layer, readTensor(new Uint8Array(dims.reduce((all, size) => all * size, BYTES_PER_VALUE[type])), dims, type)];
      }));
    const host = new TestParser(parser, card.model);
    expect(host.parse(tensors())).toMatchObject({ detections: [], classifications: [] });
    expect(() => host.parse(tensors(1))).toThrow(expect.objectContaining({ code: 'NVTS_TENSOR' }) as Error);
  });
});

interface Card {
  readonly outputs: readonly { readonly output: string; readonly layer: string; readonly type: TensorType; readonly shape: readonly number[] }[];
  readonly model: { readonly network: { readonly width: number; readonly height: number }; readonly classes: number };
}

/** The table of outputs, and what the configuration tells a parser. */
function cardOf(text: string): Card {
  const rows = text.matchAll(/^\| `(\w+)` \| `([^`]+)` \| (\w+) \| `\[([\d, ]+)\]` \|/gm);
  const key = (name: string): string | undefined => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1];
  const sizes = key('infer-dims')!.split(';').map(Number);
  const [height, width] = key('network-input-order') === '1' ? sizes : sizes.slice(1);
  return {
    outputs: Array.from(rows, ([, output, layer, type, shape]) => ({ output: output!, layer: layer!, type: type as TensorType, shape: shape!.split(',').map(Number) })),
    model: { network: { width: width!, height: height! }, classes: Number(key('num-detected-classes') ?? 0) },
  };
}

// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { main } from '../main.js';
import { findPackages } from './find.js';
import { type Integrity, sha256 } from './integrity.js';

// npm and esbuild take their time where the machine is busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// A blank in the path, as in some people's home.
const base = mkdtempSync(join(tmpdir(), 'nvts package-'));
const packed = join(base, 'packed');
const key = join(base, 'key.pem');
const otherKey = join(base, 'other.pem');
afterAll(() => rmSync(base, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function nvts(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  try {
    return { code: await main(args), out, err };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

interface Report {
  readonly ok: boolean;
  readonly faults?: readonly { readonly code: string; readonly message: string }[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly [key: string]: unknown;
}

async function report(...args: string[]): Promise<Report> {
  return JSON.parse((await nvts(...args, '--json')).out) as Report;
}

const MANIFEST = {
  name: 'nvts-plugin-sample',
  version: '1.2.3',
  description: 'a sample',
  type: 'module',
  nvts: { kind: 'processor', entry: 'dist/sample.nvts.js', api: '^1.0.0' },
  files: ['dist', 'README.md'],
};

const SCRIPT = `import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';
const point = z.tuple([z.number().check(z.minimum(0)), z.number()]);
export default defineProcessor({
  name: 'sample',
  params: z.object({ step: z._default(z.number().check(z.minimum(1)), 2), area: z.optional(z.tuple([point, point, point, point])),
    classes: z.optional(z.array(z.union([z.int(), z.string()]))), lines: z.optional(z.array(z.object({ name: z.string() }))) }),
  onFrame: (frame, { params }) => frame.emit('seen', params),
});\n`;

function writePackage(folder: string, manifest: object = MANIFEST, script = SCRIPT): string {
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  writeFileSync(join(folder, 'README.md'), '# sample\n');
  writeFileSync(join(folder, 'src', 'index.ts'), script);
  return folder;
}

const readJson = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
let next = 0;
const newFolder = (): string => join(base, `f${next++}`);
/** A copy of the signed package, to be spoilt. */
function copy(): string {
  const folder = newFolder();
  cpSync(packed, folder, { recursive: true });
  return folder;
}

const archive = (): string => join(base, 'nvts-plugin-sample-1.2.3.tgz');

beforeAll(async () => {
  expect((await nvts('keygen', '-o', key)).code).toBe(0);
  expect((await nvts('keygen', '-o', otherKey)).code).toBe(0);
  writePackage(packed);
  const made = await nvts('pack', packed, '--key', key, '-o', base);
  expect(made).toMatchObject({ code: 0, err: '' });
}, 60_000);

describe('keygen', () => {
  test('makes a private key that only its owner can read, and never writes over one', async () => {
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(readFileSync(key, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(readFileSync(join(base, 'key.pub.pem'), 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    expect(await nvts('keygen', '-o', key)).toMatchObject({ code: 1, err: expect.stringContaining('is there already') });
  });

  test('locks it with a passphrase', async () => {
    vi.stubEnv('NVTS_KEY_PASSPHRASE', 'open sesame');
    const locked = join(base, 'locked.pem');
    await nvts('keygen', '-o', locked);
    const folder = copy();
    expect(await nvts('sign', folder, '--key', locked)).toMatchObject({ code: 0 });
    vi.unstubAllEnvs();
    expect(await nvts('sign', folder, '--key', locked)).toMatchObject({ code: 1, err: expect.stringContaining('set NVTS_KEY_PASSPHRASE') });
  });
});

describe('pack', () => {
  test('writes what the script says into package.json, and the digest of every file that npm publishes', () => {
    expect(readJson(join(packed, 'package.json'))).toMatchObject({
      nvts: { kind: 'processor', parameters: { type: 'object', properties: { step: { type: 'number', minimum: 1, default: 2 } }, additionalProperties: false } },
      files: ['dist', 'README.md', 'nvts.integrity.json', 'nvts.signature.json'],
    });
    const integrity = readJson(join(packed, 'nvts.integrity.json')) as unknown as Integrity;
    expect(Object.keys(integrity.files)).toEqual(['README.md', 'dist/sample.nvts.js', 'dist/sample.nvts.js.map', 'package.json']);
    const bundle = readFileSync(join(packed, 'dist/sample.nvts.js'));
    expect(integrity.files['dist/sample.nvts.js']).toEqual({ sha256: sha256(bundle), size: bundle.length });
  });

  test('makes an archive that npm installs, offline, and that is what was measured', async () => {
    const project = newFolder();
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{"private":true}');
    const { status, stderr } = spawnSync('npm', ['install', '--offline', '--no-audit', '--no-fund', archive()], { cwd: project, encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const installed = join(project, 'node_modules', 'nvts-plugin-sample');
    expect(await nvts('verify', installed, '--trusted-keys', join(base, 'key.pub.pem'), '--require-signature')).toMatchObject({ code: 0 });
    expect(readdirSync(installed).sort()).toEqual(['README.md', 'dist', 'nvts.integrity.json', 'nvts.signature.json', 'package.json']);
    expect(findPackages(project).get('nvts-plugin-sample')).toBe(installed);
  }, 60_000);

  test('needs no home folder that can be written', async () => {
    vi.stubEnv('HOME', join(key, 'home'));
    vi.stubEnv('npm_config_cache', join(key, 'cache'));
    expect(await nvts('pack', copy(), '--no-archive', '--no-build')).toMatchObject({ code: 0 });
  });

  test('again changes nothing', async () => {
    const before = readFileSync(join(packed, 'package.json'), 'utf8');
    const integrity = readFileSync(join(packed, 'nvts.integrity.json'), 'utf8');
    const folder = copy();
    expect(await report('pack', folder, '--no-archive', '--no-build')).toMatchObject({ ok: true, written: ['nvts.integrity.json'] });
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(before);
    expect(readFileSync(join(folder, 'nvts.integrity.json'), 'utf8')).toBe(integrity);
    // A signature of what was packed before must not go along.
    expect(existsSync(join(folder, 'nvts.signature.json'))).toBe(false);
  });

  test.each([
    ['a kind that the script is not', { nvts: { ...MANIFEST.nvts, kind: 'parser' } }, 'says that it is a parser, and its script is a processor'],
    ['an api that the bundle is not for', { nvts: { ...MANIFEST.nvts, api: '^2.0.0' } }, 'write "api": "^1.0.0"'],
    ['a source that is not there', { nvts: { ...MANIFEST.nvts, source: 'src/main.ts' } }, 'there is no src/main.ts'],
    ['an entry that npm leaves out', { files: ['README.md'] }, 'npm would leave dist/sample.nvts.js out'],
    ['defaults that the script does not take', { nvts: { ...MANIFEST.nvts, defaults: { stp: 1 } } }, 'nvts.defaults.stp has a default for "stp", and the script has no such parameter; did you mean "step"?'],
    ['a name that is no plugin\'s', { name: 'sample' }, 'name: expected "nvts-plugin-<name>"'],
    ['a path that leads out', { nvts: { ...MANIFEST.nvts, entry: '../sample.nvts.js' } }, 'nvts.entry: expected the path of a file'],
  ])('refuses %s', async (_, change, message) => {
    const folder = writePackage(newFolder(), { ...MANIFEST, ...change });
    expect(await nvts('pack', folder, '--no-archive')).toMatchObject({ code: 1, err: expect.stringContaining(message) });
    expect(existsSync(join(folder, 'nvts.integrity.json'))).toBe(false);
  });

  test('with --no-build refuses a bundle that asks for more than the manifest says', async () => {
    const folder = copy();
    writeFileSync(join(folder, 'dist/sample.nvts.js'), `globalThis.__nvts_bundle = { kind: 'processor', abi: 1, name: 'x', capabilities: ['eval'] };`);
    expect(await nvts('pack', folder, '--no-archive', '--no-build')).toMatchObject({ code: 1, err: expect.stringContaining('says that it asks for no capability, and dist/sample.nvts.js asks for eval') });
  });
});

describe('verify', () => {
  const trusted = ['--trusted-keys', join(base, 'key.pub.pem'), '--require-signature'];
  const rewrite = (folder: string, name: string, change: (value: Record<string, unknown>) => object): void =>
    writeFileSync(join(folder, name), JSON.stringify(change(readJson(join(folder, name)))));

  const cases: [string, string, RegExp, (folder: string) => void][] = [
    ['one changed byte of the bundle', 'NVTS_INTEGRITY', /dist\/sample\.nvts\.js has been changed/, (folder) => {
      const bytes = readFileSync(join(folder, 'dist/sample.nvts.js'));
      bytes[100]! ^= 1;
      writeFileSync(join(folder, 'dist/sample.nvts.js'), bytes);
    }],
    ['a truncated file', 'NVTS_INTEGRITY', /README\.md has 3 bytes, not/, (folder) => writeFileSync(join(folder, 'README.md'), '# s')],
    ['a bundle that is not there', 'NVTS_PACKAGE', /installation was interrupted/, (folder) => rmSync(join(folder, 'dist/sample.nvts.js'))],
    ['another manifest', 'NVTS_INTEGRITY', /package\.json has/, (folder) => rewrite(folder, 'package.json', (value) => ({ ...value, extra: 1 }))],
    ['a link that leads out', 'NVTS_PACKAGE', /leads out of the package/, (folder) => {
      renameSync(join(folder, 'dist/sample.nvts.js'), `${folder}.js`);
      symlinkSync(`${folder}.js`, join(folder, 'dist/sample.nvts.js'));
    }],
    ['an integrity file that names a path outside', 'NVTS_INTEGRITY', /"\.\.\/x" is not the path of a file/, (folder) =>
      rewrite(folder, 'nvts.integrity.json', (value) => ({ ...value, files: { '../x': { sha256: '0'.repeat(64), size: 1 } } }))],
    ['an integrity file that misses the entry', 'NVTS_INTEGRITY', /dist\/sample\.nvts\.js is not named/, (folder) =>
      rewrite(folder, 'nvts.integrity.json', (value) => ({ ...value, files: Object.fromEntries(Object.entries(value['files'] as object).filter(([path]) => !path.endsWith('.nvts.js'))) }))],
    ['an integrity file of another package', 'NVTS_INTEGRITY', /is of nvts-plugin-other 1\.2\.3/, (folder) => rewrite(folder, 'nvts.integrity.json', (value) => ({ ...value, name: 'nvts-plugin-other' }))],
    ['half of an integrity file', 'NVTS_INTEGRITY', /is no JSON, or not all of it is there/, (folder) =>
      writeFileSync(join(folder, 'nvts.integrity.json'), readFileSync(join(folder, 'nvts.integrity.json'), 'utf8').slice(0, 50))],
    ['no signature', 'NVTS_SIGNATURE', /is not signed/, (folder) => rmSync(join(folder, 'nvts.signature.json'))],
    ['a signature of other bytes', 'NVTS_SIGNATURE', /is not what the key [0-9a-f]{64} signed/, (folder) =>
      rewrite(folder, 'nvts.integrity.json', (value) => value)],
  ];
  test.each(cases)('finds %s', async (_, code, message, spoil) => {
    const folder = copy();
    spoil(folder);
    const { ok, faults = [] } = await report('verify', folder, ...trusted);
    expect(ok).toBe(false);
    expect(faults.find((fault) => fault.code === code)?.message).toMatch(message);
  });

  test('refuses the signature of a key that is not trusted, and one by its own words', async () => {
    const folder = copy();
    await nvts('sign', folder, '--key', otherKey);
    expect(await nvts('verify', folder, ...trusted)).toMatchObject({ code: 1, out: expect.stringContaining('which is not among the trusted ones') });
    const { keyId } = readJson(join(packed, 'nvts.signature.json'));
    rewrite(folder, 'nvts.signature.json', (value) => ({ ...value, keyId }));
    expect(await nvts('verify', folder, ...trusted)).toMatchObject({ code: 1, out: expect.stringContaining('is not what the key') });
  });

  test('an interrupted installation is told', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    expect(await nvts('verify', folder)).toMatchObject({ code: 1, err: expect.stringContaining('installation was interrupted') });
  });

  test('takes keys that are public and for Ed25519, and says what is wrong with others', async () => {
    expect(await nvts('verify', packed, '--trusted-keys', key)).toMatchObject({ code: 1, err: expect.stringContaining('holds a private key') });
    const file = join(base, 'none.pem');
    writeFileSync(file, 'no key\n');
    expect(await nvts('verify', packed, '--trusted-keys', file)).toMatchObject({ code: 1, err: expect.stringContaining('holds no public key') });
    expect(await nvts('verify', packed, '--require-signature')).toMatchObject({ code: 2, err: expect.stringContaining('needs --trusted-keys') });
  });

  test('takes an archive, and refuses a damaged one', async () => {
    expect(await nvts('verify', archive(), ...trusted)).toMatchObject({ code: 0 });
    const half = join(base, 'half.tgz');
    writeFileSync(half, readFileSync(archive()).subarray(0, 500));
    expect(await nvts('verify', half)).toMatchObject({ code: 1, err: expect.stringContaining('half.tgz: is no archive of npm, or not all of one') });
  });

  test('refuses an archive with a link, and one that unpacks to too much', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'package'), { recursive: true });
    symlinkSync('/etc/passwd', join(folder, 'package', 'x'));
    spawnSync('tar', ['-czf', join(base, 'link.tgz'), '-C', folder, 'package']);
    expect(await nvts('verify', join(base, 'link.tgz'))).toMatchObject({ code: 1, err: expect.stringContaining('which is no file (SymbolicLink)') });
    writeFileSync(join(base, 'bomb.tgz'), gzipSync(Buffer.alloc(129 << 20), { level: 1 }));
    expect(await nvts('verify', join(base, 'bomb.tgz'))).toMatchObject({ code: 1, err: expect.stringContaining('unpacks to more than 128 MiB') });
  });

  test('a folder that cannot be written is no reason to fail, and signing it says why', async () => {
    const folder = copy();
    rmSync(join(folder, 'nvts.signature.json'));
    // What a read-only disk and a foreign owner have in common, also for root.
    mkdirSync(join(folder, 'nvts.signature.json'));
    writeFileSync(join(folder, 'nvts.signature.json', 'x'), '');
    expect(await nvts('sign', folder, '--key', key)).toMatchObject({ code: 1, err: expect.stringContaining('nvts.signature.json') });
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('inspect and list', () => {
  let work: string;
  beforeEach(() => {
    work = newFolder();
    mkdirSync(join(work, 'node_modules', '@me'), { recursive: true });
    cpSync(packed, join(work, 'node_modules', 'nvts-plugin-sample'), { recursive: true });
    vi.spyOn(process, 'cwd').mockReturnValue(work);
  });

  test('show parameters with types and defaults, and nothing of the package is run', async () => {
    const { code, out } = await nvts('inspect', 'nvts-plugin-sample');
    expect(code).toBe(0);
    expect(out).toMatch(/nvts-plugin-sample 1\.2\.3 {2}processor/);
    expect(out).toMatch(/step +number >= 1 +default 2/);
    expect(out).toMatch(/area +4 of \[number, number\] +optional/);
    expect(out).toMatch(/classes +list of whole number \| string +optional/);
    expect(out).toMatch(/lines\[\]\.name +string +required/);
    expect(out).toMatch(/signed by +key [0-9a-f]{16} \(not checked/);
  });

  test('list finds scoped packages, links of workspaces and pnpm, and NVTS_PACKAGE_PATH', async () => {
    const store = join(work, 'node_modules', '.pnpm', 'x', 'node_modules', '@me', 'nvts-plugin-linked');
    cpSync(packed, store, { recursive: true });
    writeFileSync(join(store, 'package.json'), JSON.stringify({ ...readJson(join(packed, 'package.json')), name: '@me/nvts-plugin-linked' }));
    rmSync(join(store, 'nvts.integrity.json'));
    symlinkSync(store, join(work, 'node_modules', '@me', 'nvts-plugin-linked'));
    const elsewhere = join(newFolder(), 'nvts-plugin-broken');
    mkdirSync(elsewhere, { recursive: true });
    vi.stubEnv('NVTS_PACKAGE_PATH', join(elsewhere, '..'));
    const { ok, packages } = (await report('list')) as unknown as { ok: boolean; packages: { name: string; faults: { code: string }[] }[] };
    expect(ok).toBe(false);
    expect(packages.map(({ name, faults }) => [name, faults.map(({ code }) => code)])).toEqual([
      ['@me/nvts-plugin-linked', []],
      ['nvts-plugin-broken', ['NVTS_PACKAGE']],
      ['nvts-plugin-sample', []],
    ]);
  });

  test('a package under the name of another is told, as the element refuses it', async () => {
    cpSync(packed, join(work, 'node_modules', 'nvts-plugin-other'), { recursive: true });
    const fault = { code: 'NVTS_PACKAGE', message: expect.stringContaining('its package.json is that of "nvts-plugin-sample"') as string };
    for (const command of ['inspect', 'verify']) expect(await report(command, 'nvts-plugin-other')).toMatchObject({ ok: false, faults: [fault] });
    expect(await report('list')).toMatchObject({ ok: false, packages: [{ faults: [fault] }, { faults: [] }] });
    expect(await report('verify', join(work, 'node_modules', 'nvts-plugin-sample'))).toMatchObject({ ok: true });
  });

  test('inspect says what is not installed, and what is no name', async () => {
    expect(await nvts('inspect', 'nvts-plugin-none')).toMatchObject({ code: 1, err: expect.stringContaining('npm install nvts-plugin-none') });
    expect(await nvts('inspect', '../nvts-plugin-none')).toMatchObject({ code: 1, err: expect.stringContaining('there is no such file') });
  });

  test('inspect tells what a recording holds, and that its end is missing', async () => {
    const frame = (frame: number): string => JSON.stringify({ frames: [{ source: 1, frame, pts: String(frame * 1e8), size: [64, 48], objects: [{ class: 0, label: 'car', box: [0, 0, 1, 1] }] }] });
    const text = `{"nvts":"recording","version":1}\n${Array.from({ length: 11 }, (_, i) => frame(i)).join('\n')}\n`;
    const file = join(base, 'r.jsonl.gz');
    writeFileSync(file, gzipSync(text));
    expect(await report('inspect', file)).toMatchObject({ ok: true, type: 'recording', frames: 11, objects: 11, sources: [1], labels: ['car'], sizes: ['64x48'], seconds: 1 });
    writeFileSync(file, gzipSync(text).subarray(0, -20));
    expect(await report('inspect', file)).toMatchObject({ ok: false, truncated: true });
    writeFileSync(file, gzipSync(Buffer.alloc(32 << 20, `${' '.repeat(1 << 20)}\n`)));
    expect(await nvts('inspect', file)).toMatchObject({ code: 1, err: expect.stringContaining('unpacks to more than') });
    writeFileSync(file, text + frame(11).padEnd(17 << 20));
    expect(await report('inspect', file)).toMatchObject({ ok: true, frames: 12 });
    writeFileSync(file, Buffer.alloc(33 << 20, 'x'));
    expect(await nvts('inspect', file)).toMatchObject({ code: 1, err: expect.stringContaining('holds a line of more than 32 MiB') });
  });
});

// SPDX-License-Identifier: MIT
// nvts run on a terminal: counters that stay on one line, colours, and Ctrl-C typed as on a keyboard.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addon, missing } from '../node/binding.js';
import { buildEnv, Folder, root, run } from './gst.js';

const build = process.env['NVTS_TEST_BUILD'] ?? join(root, 'build');
const nvts = join(root, 'sdk', 'bin', 'nvts.mjs');
const env = { ...buildEnv, NVTS_NODE_ADDON: addon, GST_PLUGIN_PATH: '', NVTS_PLUGIN_PATH: join(build, 'lib', 'gstreamer-1.0'), DISPLAY: '', WAYLAND_DISPLAY: '' };
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
const test = it.skipIf(!hasScript);
if (!hasScript) console.warn('nvts run is not tested on a terminal: there is no script of util-linux here');

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  folder.write('seen.ts', `import { defineProcessor } from '@nvtsprobe/sdk';
export default defineProcessor({ name: 'seen', onFrame: (frame) => { if (frame.frameNumber === 5) { console.warn('at five'); frame.emit('five'); } } });
`);
});
afterAll(() => folder.remove());

const CTRL_C = '\u0003';
const REDRAWN = '\r\u001B[K';
const STATUS = /^\d+\.\d s {2}/;

/** Runs the script on a terminal of a width, where a person types Ctrl-C after so many lines of counters. */
function onTerminal(columns: number, lines: number, options: readonly string[] = [], variables = ''): Promise<{ code: number | null; typed: string }> {
  const command = `stty cols ${columns} rows 24; exec env ${variables} '${process.execPath}' '${nvts}' run seen.ts --sink none ${options.join(' ')}`;
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder.path, env: { ...inherited, TERM: 'xterm', ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
  let typed = '';
  let asked = false;
  child.stdout.on('data', (chunk: Buffer) => {
    typed += chunk.toString();
    if (asked || redraws(typed).length < lines || !typed.includes('at five')) return;
    asked = true;
    child.stdin.write(CTRL_C);
  });
  return new Promise((done) =>
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code, typed });
    }),
  );
}

const redraws = (typed: string): string[] => typed.split(REDRAWN).filter((text) => STATUS.test(text));

/** What stands on a terminal after all that was typed; a line that is longer than the terminal goes on in the next one. */
function screen(typed: string, columns: number): string[] {
  const rows: string[] = [''];
  let column = 0;
  for (const [token] of typed.matchAll(/\u001B\[[\d;]*[A-Za-z]|[^]/gu)) {
    const row = rows.at(-1)!;
    if (token === '\r') column = 0;
    else if (token === '\u001B[K') rows[rows.length - 1] = row.slice(0, column);
    else if (token === '\n') rows.push(' '.repeat(column));
    else if (token.startsWith('\u001B')) expect(token).toMatch(/m$/);
    else {
      if (column === columns) {
        rows.push('');
        column = 0;
      }
      const at = rows.at(-1)!.padEnd(column);
      rows[rows.length - 1] = at.slice(0, column) + token + at.slice(column + 1);
      column++;
    }
  }
  return rows.map((row) => row.trimEnd());
}

test('the counters are redrawn on the last line, and Ctrl-C ends with them', { timeout: 90_000 }, async () => {
  const { code, typed } = await onTerminal(120, 3, missing === undefined ? [] : ['--gst-launch']);
  expect(code, typed).toBe(0);
  const shown = redraws(typed);
  expect(shown.length).toBeGreaterThanOrEqual(3);
  const frames = shown.map((text) => Number(/([\d,]+) frames/.exec(text)![1]!.replaceAll(',', '')));
  expect(frames.at(-1)).toBeGreaterThan(frames[0]!);
  expect(typed).toContain('\u001B[1mfive\u001B[22m \u001B[2msource 0 frame 5\u001B[22m {}');
  expect(typed).toContain('\u001B[33mwarning: at five\u001B[39m');
  const rows = screen(typed, 120);
  expect(rows.filter((row) => row.includes('five source 0 frame 5'))).toHaveLength(1);
  expect(rows.filter((row) => STATUS.test(row))).toEqual([expect.stringMatching(/ frames {2}.* fps {2}0 objects {2}1 events {2}0 errors {2}script /)]);
  expect(rows.filter((row) => row.includes('ending the stream'))).toHaveLength(1);
  expect(rows.at(-1)).toBe('');
});

test('on a narrow terminal they stay on one line', { timeout: 90_000 }, async () => {
  const { code, typed } = await onTerminal(40, 3, ['--gst-launch'], 'NO_COLOR=1');
  expect(code, typed).toBe(0);
  const shown = redraws(typed);
  // The last one is the summary, which may take more than a line.
  for (const text of shown.slice(0, -1)) expect(text.split('\r\n', 1)[0]!.length).toBeLessThan(40);
  expect(shown[0]).toMatch(/^\d+\.\d s {2}\d+ frames {2}\d+\.\d fps/);
  expect(typed).not.toMatch(/\u001B\[[\d;]*m/);
  expect(screen(typed, 40).filter((row) => STATUS.test(row))).toHaveLength(1);
});

test('a terminal that knows no commands gets whole lines', { timeout: 90_000 }, async () => {
  const { code, typed } = await onTerminal(80, 0, ['--gst-launch'], 'TERM=dumb');
  expect(code, typed).toBe(0);
  expect(typed).not.toContain('\u001B');
});

it('elsewhere there are no colours, and counters at the end only', { timeout: 90_000 }, async () => {
  const ran = await run(process.execPath, [nvts, 'run', 'seen.ts', '--recording', join(root, 'create-nvts/templates/processor/recordings/people.jsonl')], { cwd: folder.path, env: { ...env, FORCE_COLOR: undefined } });
  expect(ran.code, ran.output).toBe(0);
  expect(ran.output).not.toContain('\u001B');
  expect(ran.stdout.split('\n').filter((line) => STATUS.test(line))).toHaveLength(1);
});

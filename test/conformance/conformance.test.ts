// SPDX-License-Identifier: MIT
// One contract, many hosts: each case runs on all of them, must give what it says, and the same on each.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { buildBundle } from '../../sdk/src/cli/build.js';
import { cases } from './cases/index.js';
import { type Case, type ConformanceHost, isSession, type Outcome, type Session } from './contract.js';
import { ElementHost } from './hosts/element.js';
import { NodeBindingHost } from './hosts/node-binding.js';
import { NodeTestHost, SandboxTestHost } from './hosts/test-kit.js';

// A case waits for those before it on its host.
vi.setConfig({ testTimeout: 300_000 });

const hosts: readonly ConformanceHost[] = [
  new ElementHost('element', false),
  new ElementHost('element, isolation=process', true),
  new NodeBindingHost(),
  new NodeTestHost(),
  new SandboxTestHost(),
];

const out = fileURLToPath(new URL('../../out', import.meta.url));
mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(out, 'conformance-'));
afterAll(() => {
  for (const host of hosts) host.close();
  rmSync(folder, { recursive: true });
});

const bundles = new Map<string, Promise<string>>();

function bundleOf(script: string, minify: boolean): Promise<string> {
  const name = minify ? script : `${script}-whole`;
  let bundle = bundles.get(name);
  if (!bundle) {
    const entry = fileURLToPath(new URL(`scripts/${script}.ts`, import.meta.url));
    bundle = buildBundle({ entry, output: join(folder, `${name}.nvts.js`), minify }).then(({ output }) => output);
    bundles.set(name, bundle);
  }
  return bundle;
}

/** What opening a case's script and each of its steps came to. */
async function play(host: ConformanceHost, { script, open = {}, steps = [] }: Case): Promise<Outcome[]> {
  // `raw` writes into the frame table behind the SDK's back, by the names that are made short.
  const bundle = await bundleOf(script, host.minifies !== false && script !== 'raw');
  let session = await host.open(bundle, open);
  if (!isSession(session)) return [session];
  const outcomes = [session.opened];
  for (const { gives: _, ...step } of steps) {
    if ('rerun' in step) {
      const { state } = await session.step({ save: true });
      const next: Session | Outcome = await host.open(bundle, open);
      if (!isSession(next)) return [...outcomes, next];
      session = next;
      outcomes.push(await session.step({ restore: state }));
    } else {
      outcomes.push(await session.step(step));
    }
  }
  return outcomes;
}

// The native hosts answer one case after the other, and a case is played once on each.
const played = new Map<string, Promise<Outcome[]>>();
const last = new Map<ConformanceHost, Promise<unknown>>();

function outcomesOf(host: ConformanceHost, each: Case): Promise<Outcome[]> {
  const key = `${host.name}: ${each.name}`;
  let outcomes = played.get(key);
  if (!outcomes) {
    outcomes = (last.get(host) ?? Promise.resolve()).catch(() => {}).then(() => play(host, each));
    last.set(host, outcomes);
    played.set(key, outcomes);
  }
  return outcomes;
}

const runs = (host: ConformanceHost, each: Case): boolean => host.absent === '' && each.skip?.[host.name] === undefined;

for (const host of hosts) {
  describe(host.name, () => {
    for (const each of cases) {
      test(each.name, async ({ skip }) => {
        skip(host.absent !== '', host.absent);
        skip(each.skip?.[host.name] !== undefined, each.skip?.[host.name]);
        const outcomes = await outcomesOf(host, each);
        const wanted = [each.opens ?? {}, ...(each.steps ?? []).map(({ gives = {} }) => gives)];
        expect(outcomes).toHaveLength(wanted.length);
        outcomes.forEach((outcome, i) => {
          const { error, state, ...rest } = wanted[i]!;
          const where = i === 0 ? 'open' : `step ${i}`;
          if (error) expect(outcome.error, where).toMatchObject(error);
          else expect(outcome.error, where).toBeUndefined();
          expect(outcome, where).toMatchObject(host.tellsFrames === false ? { ...rest, frames: [] } : rest);
          if (state !== undefined) expect(outcome.state === '' ? '' : JSON.parse(outcome.state), where).toEqual(state);
        });
      });
    }
  });
}

describe('all hosts agree', () => {
  for (const each of cases) {
    test(each.name, async () => {
      const running = hosts.filter((host) => runs(host, each));
      const [first, ...others] = await Promise.all(running.map((host) => outcomesOf(host, each)));
      others.forEach((other, i) => {
        const { name, tellsFrames = true } = running[i + 1]!;
        const wanted = tellsFrames ? first : first?.map((outcome) => ({ ...outcome, frames: [] }));
        expect(other.map(comparable), `${name} against ${running[0]!.name}`).toEqual(wanted?.map(comparable));
      });
    });
  }
});

/** Without what may differ: words of errors, which a case may ask for, and where a script was that did not open. */
function comparable({ error, ...outcome }: Outcome, place: number): unknown {
  if (!error) return outcome;
  const { code, hook, frame } = error;
  return place === 0 ? { code } : { code, hook, frame };
}

// SPDX-License-Identifier: MIT
// Plays a recording through the test kit's sandbox: node sandbox.mjs <tracker bundle> <script bundle> <params> <recording>.
// Prints frames a second of CPU time as JSON: of the first time through, and of the last.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { TestHost } from '@nvtsprobe/sdk/testing';
import { coreFor, readRecording, SandboxHost } from '@nvtsprobe/sdk/testing/node';

const kPasses = 6;
const [tracker, script, params, recording] = process.argv.slice(2);

const code = readFileSync(tracker, 'utf8');
for (const text of [coreFor(code), code]) vm.runInThisContext(text);
const tracked = new TestHost(globalThis.__nvts_bundle);
const batches = readRecording(recording).map((batch) => {
  const objects = tracked.push(batch).objects.map(({ parent: _, ...object }) => object);
  return { ...batch, frames: [{ ...batch.frames[0], objects }] };
});

async function measure(more) {
  const host = await SandboxHost.open(script, { params: { ...JSON.parse(readFileSync(params, 'utf8')), ...more } });
  const rates = [];
  for (let pass = 0; pass < kPasses; pass++) {
    const { user, system } = process.cpuUsage();
    for (const batch of batches) host.push(batch);
    const spent = process.cpuUsage({ user, system });
    rates.push(batches.length / ((spent.user + spent.system) / 1e6));
  }
  return { first: rates[0], last: rates.at(-1) };
}

console.log(JSON.stringify({ drawing: await measure({}), counting: await measure({ draw: false }) }));

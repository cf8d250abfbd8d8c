// SPDX-License-Identifier: MIT
import os from 'node:os';
import { capture } from '../../../scripts/lib/process.mjs';

const firstLine = (text) => text?.split('\n')[0].trim() || 'unknown';

function engineVersion() {
  for (const api of ['4.1', '6.0']) {
    const version = capture('pkg-config', ['--modversion', `javascriptcoregtk-${api}`]);
    if (version) return `libjavascriptcoregtk-${api} ${version.trim()}`;
  }
  return 'libjavascriptcoregtk, unknown version';
}

/** What the figures were measured on. */
export function readConditions() {
  const cpus = os.cpus();
  return {
    cpu: `${cpus[0]?.model.trim() ?? os.arch()}, ${cpus.length} cores (${os.arch()})`,
    load: os.loadavg().map((load) => load.toFixed(1)).join(', '),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    engine: engineVersion(),
    gstreamer: firstLine(capture('gst-launch-1.0', ['--gst-version'])),
    compiler: firstLine(capture('c++', ['--version'])),
    node: process.version,
  };
}

export function describeConditions({ cpu, load, memoryGiB, engine, gstreamer, compiler, node }) {
  return (
    `Measured on ${cpu}, ${memoryGiB} GiB, load average ${load} at the start; ` +
    `${engine}, ${gstreamer}, ${compiler}, Node ${node}; Release build.`
  );
}

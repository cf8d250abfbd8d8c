// SPDX-License-Identifier: MIT

/**
 * A launch line as data: elements in their order, each a name and its properties. Properties that are undefined are
 * left out. `caps(text)` stands for a caps filter.
 */
export const element = (name, properties = {}) => ({ name, properties });
export const caps = (text) => ({ caps: text });

/** A word as a POSIX shell takes it, quoted only where that is needed. */
export function quoteShell(word) {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A value as gst_parse_launch takes it: quoted when it is empty or has characters that split or end it. */
export function quoteLaunchValue(value) {
  const text = String(value);
  return /^[A-Za-z0-9_@%+:,./-]+$/.test(text) ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

function elementWords(item) {
  if (item.caps !== undefined) return [item.caps];
  const set = Object.entries(item.properties).filter(([, value]) => value !== undefined);
  return [item.name, ...set.map(([key, value]) => `${key}=${quoteLaunchValue(value)}`)];
}

/** The arguments for gst-launch-1.0. `chains` are lists of elements; more than one is for pipelines that branch. */
export function launchArguments(...chains) {
  return chains.flatMap((chain) =>
    chain.flatMap((item, i) => (i === 0 ? elementWords(item) : ['!', ...elementWords(item)])),
  );
}

/** The same line as a person would type it: one element a line, joined with backslashes, after the variables it needs. */
export function formatLaunch(environment, options, ...chains) {
  const variables = Object.entries(environment).map(([key, value]) => `${key}=${quoteShell(value)} `);
  const lines = [`${variables.join('')}gst-launch-1.0 ${options.join(' ')}`.trimEnd()];
  for (const chain of chains) {
    chain.forEach((item, i) => {
      const words = elementWords(item).map(quoteShell).join(' ');
      lines.push(i === 0 ? `  ${words}` : `  ! ${words}`);
    });
  }
  return lines.join(' \\\n');
}

/** How far a pipeline is, from a line of the progressreport element: 0 to 100, or undefined. */
export function readProgress(line) {
  const match = /^progress \(\d+:\d+:\d+\): .*\(\s*([\d.]+) %\)/.exec(line);
  return match ? Number(match[1]) : undefined;
}

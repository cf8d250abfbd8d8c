// SPDX-License-Identifier: MIT
// A converted config as the text of a file of rules.
import type { Conversion, MadeRule } from './convert.js';

const WIDTH = 116;

/** As YAML, with what each rule was made of and what differs as comments. `config` is the name of the file that it was made of. */
export function toYaml({ defaults, draw, cameras, notes }: Conversion, config: string): string {
  const lines = [
    `# Rules of ${comment(config)}, made by nvts convert.`,
    '#',
    '# What is otherwise than in nvdsanalytics:',
    ...notes.flatMap((note) => wrapped(note)),
    `defaults: ${flow(defaults)}`,
  ];
  if (!draw) lines.push('draw: false # osd-mode=0');
  lines.push('cameras:');
  for (const { source, rules, left } of cameras) {
    for (const key of left) lines.push(`  # Left out, since its group has enable=0: ${comment(key)}`);
    if (rules.length === 0) continue;
    lines.push(`  - sources: [${source}]`, '    rules:');
    for (const { from, options } of rules) {
      lines.push(`      # ${comment(from)}`);
      Object.entries(options).forEach(([key, value], i) => lines.push(`      ${i === 0 ? '-' : ' '} ${key}: ${flow(value)}`));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** As JSON, which has no comments. */
export function toJson({ defaults, draw, cameras }: Conversion): string {
  const options = ({ options }: MadeRule): object => options;
  const entries = cameras.filter(({ rules }) => rules.length > 0).map(({ source, rules }) => ({ sources: [source], rules: rules.map(options) }));
  return `${JSON.stringify({ defaults, ...(!draw && { draw }), cameras: entries }, null, 2)}\n`;
}

/** A text that stays on its line. */
const comment = (text: string): string => text.replace(/[\p{C}\u2028\u2029]/gu, ' ');

/** A value on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return `{ ${Object.entries(value).map(([key, item]) => `${key}: ${flow(item)}`).join(', ')} }`;
  return typeof value === 'string' && !isPlain(value) ? JSON.stringify(value) : String(value);
}

/** Whether a text is itself in YAML, and neither a number nor one of the words that stand for other values, also in YAML 1.1. */
function isPlain(text: string): boolean {
  return /^[A-Za-z][\w-]*(?: [\w-]+)*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
}

/** A sentence as an item of a list in comments. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  let line = '#   -';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '#    ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

// SPDX-License-Identifier: MIT
// A YAML or JSON file as a value whose parts know where they stand.
import { pathText } from '../../errors.js';
import type { Finding } from './finding.js';
import { parseJson } from './json.js';
import { Lines } from './lines.js';
import type { Span, TextFault, TextNode } from './node.js';
import { parseYaml } from './yaml.js';

/** As the element reads them: by the file's name. */
export type TextFormat = 'json' | 'yaml';

/** A text with the value that it holds. */
export class TextDocument extends Lines {
  readonly value: unknown;
  readonly faults: readonly TextFault[];
  private readonly root: TextNode | undefined;

  constructor(text: string, format: TextFormat) {
    super(text);
    const { root, faults } = format === 'json' ? parseJson(this.text) : parseYaml(this.text);
    this.root = root;
    this.value = root?.value;
    this.faults = faults;
  }

  /** Where the value at a path stands, or its key; where there is none, what is nearest around it. */
  find(path: readonly PropertyKey[], onKey = false): Span {
    let span: Span = { start: 0, end: 0 };
    let node = this.root;
    for (const [i, name] of path.entries()) {
      const part = node?.parts?.get(String(name));
      if (!part) break;
      node = part.node;
      const last = i === path.length - 1;
      span = part.key && (!last || onKey || node.parts || isMissing(node)) ? part.key : node;
    }
    return span;
  }

  /** What is wrong with the value at a path; of a place over several lines, its first line is told. */
  finding(severity: Finding['severity'], path: readonly PropertyKey[], message: string, { start, end } = this.find(path)): Finding {
    const { line, column } = this.position(start);
    const rest = this.line(line).length - column + 1;
    return { severity, line, column, length: Math.max(1, Math.min(end - start, rest)), path: pathText(path), message };
  }

  /** What cannot be read. */
  faultFindings(): Finding[] {
    return this.faults.map((fault) => this.finding('error', [], fault.message, fault));
  }
}

/** `key:` with nothing behind it. */
function isMissing(node: TextNode): boolean {
  return node.value === null && node.start === node.end;
}

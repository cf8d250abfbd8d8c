// SPDX-License-Identifier: MIT
// Which pictures a file of rules needs, and making them.
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { rulesOfSource, type SourceRule } from '../../analytics/rule-set/source-rules.js';
import { UsageError } from '../usage.js';
import type { Rules } from './check.js';
import { drawRules } from './draw-rules.js';
import { type Background, Canvas } from './gst.js';
import { type Source, sourceName, sourceOf } from './stage.js';

/** A picture of one source's rules. */
export interface PicturePlan {
  readonly file: string;
  /** Undefined for rules of all sources. */
  readonly source: Source | undefined;
  readonly rules: readonly SourceRule[];
}

/** A picture that was written. */
export interface WrittenPicture extends PicturePlan {
  /** Drawing items that a frame could not hold. */
  readonly left: number;
}

/**
 * A picture for `word`, a source by number or sensor name, or else one for each source and sensor that the file names:
 * `out.png` where it is but one, `out-<source>.png` where there are several. Throws `UsageError`.
 */
export function planPictures(rules: Rules, file: string, word: string | undefined): PicturePlan[] {
  const rulesOf = (source: Source | undefined): readonly SourceRule[] => rulesOfSource(rules, source?.id ?? -1, source?.sensor && { ...source.sensor, uri: '' }).rules;
  if (word !== undefined) {
    const source = sourceOf(word);
    const found = rulesOf(source);
    if (found.length === 0) throw new UsageError(`--source ${word}: no rule is about it`);
    return [{ file, source, rules: found }];
  }
  const named = new Map<string, Source>();
  for (const { sources = [], sensors = [] } of rules.cameras) {
    for (const id of sources) named.set(String(id), { id });
    for (const name of sensors) named.set(name, { sensor: { id: name, name } });
  }
  if (named.size === 0) return [{ file, source: undefined, rules: rulesOf(undefined) }];
  const end = extname(file);
  const taken = new Set<string>();
  return Array.from(named, ([name, source]) => {
    const base = `${file.slice(0, file.length - end.length)}-${name.replace(/[^\p{L}\p{N}._-]+/gu, '_')}`;
    let path = `${base}${end}`;
    for (let i = 2; taken.has(path); i++) path = `${base}-${i}${end}`;
    taken.add(path);
    return { file: named.size === 1 ? file : path, source, rules: rulesOf(source) };
  });
}

/** Draws pictures on one background. Throws `PictureError`. */
export async function drawPictures(plans: readonly PicturePlan[], background: Background): Promise<WrittenPicture[]> {
  const canvas = await Canvas.open(background);
  try {
    const written: WrittenPicture[] = [];
    for (const plan of plans) {
      const { items, left } = drawRules(plan.rules, canvas.size);
      await writeFile(plan.file, await canvas.draw(items));
      written.push({ ...plan, left });
    }
    return written;
  } finally {
    await canvas.close();
  }
}

/** A picture in words. */
export function describePicture({ file, source, rules, left }: WrittenPicture): string {
  const count = `${rules.length} rule${rules.length === 1 ? '' : 's'}`;
  const lost = left > 0 ? `; ${left} drawing items too many were left out` : '';
  return `${file}: ${count} of ${source ? sourceName(source) : 'all sources'}${lost}`;
}

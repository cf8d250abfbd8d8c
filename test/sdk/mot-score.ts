// SPDX-License-Identifier: MIT
// CLEAR MOT (Bernardin and Stiefelhagen 2008) and IDF1 (Ristani et al. 2016).
import { assign } from '../../examples/tracker/src/assignment.js';

/** A box with an identity. */
export interface Labelled {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Score {
  readonly mota: number;
  readonly idf1: number;
  readonly switches: number;
  readonly misses: number;
  readonly falseAlarms: number;
}

function iou(a: Labelled, b: Labelled): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a.width * a.height + b.width * b.height - width * height);
}

/** Scores tracks against the truth, frame by frame, at IoU 0.5. */
export function score(truth: readonly (readonly Labelled[])[], tracks: readonly (readonly Labelled[])[]): Score {
  const partner = new Map<string, string>();
  const together = new Map<string, number>();
  const add = (map: Map<string, number>, key: string): unknown => map.set(key, (map.get(key) ?? 0) + 1);
  let switches = 0;
  let misses = 0;
  let falseAlarms = 0;
  let truthBoxes = 0;
  let trackBoxes = 0;
  truth.forEach((wanted, frame) => {
    const given = tracks[frame] ?? [];
    truthBoxes += wanted.length;
    trackBoxes += given.length;
    const scores = new Float64Array(wanted.length * given.length);
    wanted.forEach((a, i) => {
      given.forEach((b, j) => {
        const overlap = iou(a, b);
        if (overlap < 0.5) return;
        add(together, `${a.id} ${b.id}`);
        // A pair that held in the last frame is kept while it still overlaps.
        scores[i * given.length + j] = overlap + (partner.get(a.id) === b.id ? 100 : 0);
      });
    });
    const pairs = assign(scores, wanted.length, given.length);
    let paired = 0;
    wanted.forEach((a, i) => {
      const b = given[pairs[i]!];
      if (!b) return;
      paired++;
      const before = partner.get(a.id);
      if (before !== undefined && before !== b.id) switches++;
      partner.set(a.id, b.id);
    });
    misses += wanted.length - paired;
    falseAlarms += given.length - paired;
  });
  const rows = [...new Set(truth.flat().map((box) => box.id))];
  const columns = [...new Set(tracks.flat().map((box) => box.id))];
  const shared = Float64Array.from(rows.flatMap((a) => columns.map((b) => together.get(`${a} ${b}`) ?? 0)));
  const best = assign(shared, rows.length, columns.length);
  const truePositives = rows.reduce((sum, _, i) => sum + (best[i]! < 0 ? 0 : shared[i * columns.length + best[i]!]!), 0);
  return {
    mota: 1 - (misses + falseAlarms + switches) / truthBoxes,
    idf1: (2 * truePositives) / (truthBoxes + trackBoxes),
    switches,
    misses,
    falseAlarms,
  };
}

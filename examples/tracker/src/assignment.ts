// SPDX-License-Identifier: MIT

/** Above this size of one group of rivals, the best pairs are taken one by one: the exact way takes n³ steps. */
const MAX_EXACT = 256;

/**
 * Pairs rows with columns so that the sum of scores is largest; pairs of score 0 or less are not allowed and a row may
 * stay alone. `scores` holds rows × columns values, row after row. The result holds each row's column, or -1.
 */
export function assign(scores: Float64Array, rows: number, columns: number): Int32Array {
  const pairs = new Int32Array(rows).fill(-1);
  for (const group of rivals(scores, rows, columns)) {
    if (Math.max(group.rows.length, group.columns.length) > MAX_EXACT) assignGreedily(scores, columns, group, pairs);
    else assignExactly(scores, columns, group, pairs);
  }
  return pairs;
}

interface Group {
  readonly rows: number[];
  readonly columns: number[];
}

/** Rows and columns that compete with each other; others can be paired on their own. */
function rivals(scores: Float64Array, rows: number, columns: number): Group[] {
  const groups: Group[] = [];
  const rowSeen = new Uint8Array(rows);
  const columnSeen = new Uint8Array(columns);
  for (let start = 0; start < rows; start++) {
    if (rowSeen[start] !== 0) continue;
    const group: Group = { rows: [start], columns: [] };
    rowSeen[start] = 1;
    for (let r = 0, c = 0; r < group.rows.length || c < group.columns.length; ) {
      if (r < group.rows.length) {
        const row = group.rows[r++]!;
        for (let column = 0; column < columns; column++) {
          if (columnSeen[column] === 0 && scores[row * columns + column]! > 0) {
            columnSeen[column] = 1;
            group.columns.push(column);
          }
        }
      } else {
        const column = group.columns[c++]!;
        for (let row = 0; row < rows; row++) {
          if (rowSeen[row] === 0 && scores[row * columns + column]! > 0) {
            rowSeen[row] = 1;
            group.rows.push(row);
          }
        }
      }
    }
    if (group.columns.length > 0) groups.push(group);
  }
  return groups;
}

function assignGreedily(scores: Float64Array, columns: number, group: Group, pairs: Int32Array): void {
  const candidates: { row: number; column: number; score: number }[] = [];
  for (const row of group.rows) {
    for (const column of group.columns) {
      const score = scores[row * columns + column]!;
      if (score > 0) candidates.push({ row, column, score });
    }
  }
  candidates.sort((a, b) => b.score - a.score);
  const taken = new Set<number>();
  for (const { row, column } of candidates) {
    if (pairs[row] !== -1 || taken.has(column)) continue;
    pairs[row] = column;
    taken.add(column);
  }
}

/**
 * Shortest augmenting paths with potentials (Jonker and Volgenant 1987) on a square matrix of negative scores. Cells
 * beyond the group and pairs that are not allowed cost 0, which is what it costs to stay alone.
 */
function assignExactly(scores: Float64Array, columns: number, group: Group, pairs: Int32Array): void {
  const n = Math.max(group.rows.length, group.columns.length);
  const cost = (i: number, j: number): number => {
    const row = group.rows[i];
    const column = group.columns[j];
    return row === undefined || column === undefined ? 0 : -Math.max(0, scores[row * columns + column]!);
  };
  // Indices from 1; column 0 is where each search starts.
  const rowPotential = new Float64Array(n + 1);
  const columnPotential = new Float64Array(n + 1);
  const rowOf = new Int32Array(n + 1);
  const cameFrom = new Int32Array(n + 1);
  for (let i = 1; i <= n; i++) {
    rowOf[0] = i;
    let column = 0;
    const slack = new Float64Array(n + 1).fill(Infinity);
    const used = new Uint8Array(n + 1);
    do {
      used[column] = 1;
      const row = rowOf[column]!;
      let delta = Infinity;
      let next = 0;
      for (let j = 1; j <= n; j++) {
        if (used[j] !== 0) continue;
        const reduced = cost(row - 1, j - 1) - rowPotential[row]! - columnPotential[j]!;
        if (reduced < slack[j]!) {
          slack[j] = reduced;
          cameFrom[j] = column;
        }
        if (slack[j]! < delta) {
          delta = slack[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= n; j++) {
        if (used[j] !== 0) {
          const at = rowOf[j]!;
          rowPotential[at] = rowPotential[at]! + delta;
          columnPotential[j] = columnPotential[j]! - delta;
        } else slack[j] = slack[j]! - delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    do {
      const before = cameFrom[column]!;
      rowOf[column] = rowOf[before]!;
      column = before;
    } while (column !== 0);
  }
  for (let j = 1; j <= n; j++) {
    const row = group.rows[rowOf[j]! - 1];
    const column = group.columns[j - 1];
    if (row !== undefined && column !== undefined && scores[row * columns + column]! > 0) pairs[row] = column;
  }
}

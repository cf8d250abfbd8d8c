// SPDX-License-Identifier: MIT

/**
 * One line of the results. `value` is compared with `limit`, which it must not exceed; with `atLeast` it must reach it.
 * Without a limit the line only informs.
 * @typedef {{ figure: string, value: number, unit: string, limit?: number, atLeast?: boolean, conditions: string }} Row
 */

const format = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

const withUnit = (text, unit) => (unit === '×' ? `${text}×` : `${text} ${unit}`);

export function isMet({ value, limit, atLeast }) {
  return limit === undefined ? undefined : atLeast ? value >= limit : value <= limit;
}

function target({ limit, atLeast, unit }) {
  return limit === undefined ? '–' : withUnit(`${atLeast ? '≥' : '≤'} ${limit}`, unit);
}

/** The rows as a Markdown table. */
export function formatTable(rows) {
  const lines = rows.map((row) => {
    const missed = isMet(row) === false ? ' (missed)' : '';
    return `| ${row.figure} | ${target(row)} | ${withUnit(format(row.value), row.unit)}${missed} | ${row.conditions} |`;
  });
  return ['| figure | target | measured | conditions |', '|---|---|---|---|', ...lines].join('\n');
}

// SPDX-License-Identifier: MIT
// A console over the host's log. Strings stay as they are, errors come with their stack, anything else as JSON where that
// says something.
(log) => {
  const text = (value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'function') return `[function ${value.name || 'anonymous'}]`;
    if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? `${value}n` : String(value);
    try {
      if (value instanceof Error) return value.stack ? `${value}\n${value.stack}` : String(value);
      // The one of loops.js, which ends.
      return JSON.stringify(value, (key, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? String(value);
    } catch {
      return Object.prototype.toString.call(value);
    }
  };
  const at = (level) => (...values) => log(level, values.map(text).join(' '));
  const [error, warn, info, debug] = [at(0), at(1), at(2), at(3)];
  const nothing = () => {};
  const counts = new Map();
  globalThis.console = {
    error, warn, info, debug, log: info, dir: info, dirxml: info, table: info, group: info, groupCollapsed: info,
    trace: (...values) => debug(...values, `\n${new Error().stack}`),
    assert: (condition, ...values) => { if (!condition) error('Assertion failed:', ...values); },
    count: (label = 'default') => {
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      info(`${label}: ${count}`);
    },
    countReset: (label = 'default') => { counts.delete(label); },
    groupEnd: nothing, clear: nothing, time: nothing, timeEnd: nothing, timeLog: nothing, timeStamp: nothing,
    profile: nothing, profileEnd: nothing, takeHeapSnapshot: nothing, record: nothing, recordEnd: nothing,
    screenshot: nothing,
  };
}

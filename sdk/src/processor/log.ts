// SPDX-License-Identifier: MIT
import type { Log } from './define.js';

/** Levels as the host takes them. @internal */
export const Level = { error: 0, warn: 1, info: 2, debug: 3 } as const;

type Write = (level: number, message: string) => void;

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ? `${value.name}: ${value.message}\n${value.stack}` : String(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? `${value}n` : String(value);
  try {
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item)) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

const writer =
  (write: Write, level: number) =>
  (...values: readonly unknown[]): void =>
    write(level, values.map(text).join(' '));

/** A log over the host's. @internal */
export function makeLog(write: Write): Log {
  return Object.freeze({
    error: writer(write, Level.error),
    warn: writer(write, Level.warn),
    info: writer(write, Level.info),
    debug: writer(write, Level.debug),
  });
}

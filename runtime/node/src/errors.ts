// SPDX-License-Identifier: MIT

/** Where in a script an error comes from, as far as it is known. */
export interface ErrorPlace {
  /** The hook that ran, e.g. `'onFrame'`; `'load'` before the first. */
  readonly hook?: string;
  /** `src/counter.ts:12:5`. */
  readonly location?: string;
  /** The script's own calls, a line each. */
  readonly scriptStack?: string;
  /** Row of the frame in its batch. */
  readonly frame?: number;
}

/**
 * What went wrong, with a `code` that stays the same between versions: `NVTS_PIPELINE` (a launch line cannot be made or
 * run), `NVTS_ELEMENT` (no such element or property), `NVTS_BINDING` (the native part is missing), or the code that
 * nvtsprobe gave (`NVTS_PARAMS`, `NVTS_SCRIPT`, ...).
 */
export class NvtsError extends Error implements ErrorPlace {
  override readonly name = 'NvtsError';
  declare readonly hook?: string;
  declare readonly location?: string;
  declare readonly scriptStack?: string;
  declare readonly frame?: number;
  /** What GStreamer says besides, for whoever looks for the cause. */
  declare readonly debug?: string;

  constructor(
    readonly code: string,
    message: string,
    details: ErrorPlace & { readonly debug?: string } = {},
  ) {
    super(message);
    Object.assign(this, details);
  }
}

const isCoded = (error: unknown): error is Error & { code: string; details?: ErrorPlace } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('NVTS_');

/** The error of the native part as an `NvtsError`; others stay as they are. */
export function toNvtsError(error: unknown): unknown {
  if (error instanceof NvtsError || !isCoded(error)) return error;
  const { hook, location } = error.details ?? {};
  const place = location === undefined ? '' : ` (${hook} at ${location})`;
  return new NvtsError(error.code, `${error.message}${place}`, error.details);
}

/** What `call` gives; what it throws becomes an `NvtsError`. */
export function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toNvtsError(error);
  }
}

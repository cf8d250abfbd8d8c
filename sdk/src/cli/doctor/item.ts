// SPDX-License-Identifier: MIT

/** Something that nvtsprobe uses, and what was found of it. */
export interface Item {
  readonly group: 'tools' | 'gstreamer' | 'plugin' | 'media' | 'project';
  readonly name: string;
  /** `missing` where it is needed, `absent` where one can do without. */
  readonly status: 'ok' | 'missing' | 'absent';
  /** What was found, or what for want of it is not to be had. */
  readonly detail: string;
  /** The command, or the words, that mend it. */
  readonly mend?: string | undefined;
}

export const ok = (group: Item['group'], name: string, detail: string): Item => ({ group, name, status: 'ok', detail });
export const missing = (group: Item['group'], name: string, detail: string, mend?: string): Item => ({ group, name, status: 'missing', detail, mend });
export const absent = (group: Item['group'], name: string, detail: string, mend?: string): Item => ({ group, name, status: 'absent', detail, mend });

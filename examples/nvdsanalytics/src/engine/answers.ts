// SPDX-License-Identifier: MIT
// What nvdsanalytics says of a frame and of its objects: the JSON that is attached to the frame.

/** Of an object that a rule had something to say about. */
export interface ObjectAnswer {
  /** The track id in decimal, null for an untracked object. */
  id: string | null;
  /** Labels of the ROIs that it is in (outside of, for inverse ones), in the order of the config. */
  roi: readonly string[];
  /** Labels of the overcrowding areas that it is in. */
  oc: readonly string[];
  /** Labels of the lines that it crosses in this frame. */
  lc: readonly string[];
  /** ` DIR:<label> ` for each direction it moves in. */
  dir: string;
  /** All of it as one text, as nvdsanalytics appends it to the object's text. */
  status: string;
}

export interface FrameAnswer {
  inRoi: Record<string, number>;
  lcCurrent: Record<string, number>;
  lcCumulative: Record<string, number>;
  /** 1 while an area is overcrowded, else 0. */
  overcrowding: Record<string, number>;
  /** Objects by class id, smoothed over the window. */
  objCount: Record<string, number>;
  objects: ObjectAnswer[];
}

/** A record whose keys may be any text, `__proto__` too. */
function record(): Record<string, number> {
  return Object.create(null) as Record<string, number>;
}

export function emptyAnswer(): FrameAnswer {
  return { inRoi: record(), lcCurrent: record(), lcCumulative: record(), overcrowding: record(), objCount: record(), objects: [] };
}

/** What a rule adds to an answer. */
export interface Remark {
  /** The rule's place among all of the stream. */
  readonly rule: number;
  readonly kind: 'roi' | 'oc' | 'lc' | 'dir' | 'stopped';
  readonly label: string;
}

/** What rules say of an object. */
export interface Finding {
  readonly roi: readonly string[];
  readonly oc: readonly string[];
  readonly lc: readonly string[];
  readonly dir: string;
  readonly status: string;
  /** Whether nvdsanalytics attaches it to an object. */
  readonly isTold: boolean;
}

/** That nothing is said. */
export const NOTHING = 0;

/** Whether a finding is told at all, and whether as a crossing. */
export const Weight = { none: 0, told: 1, crosses: 2 } as const;

const FIRST_FINDINGS = 16;

/** Findings are made anew when there are more: of areas that overlap in every way there may be a great many. */
const MAX_FINDINGS = 1024;

/**
 * What the rules of a stream may say of an object, by number. Objects of which the same is said share a finding, which is
 * made once: lists and texts that are made for each object of each frame take longer than the rules.
 */
export class Findings {
  readonly stopped: Remark = { rule: 0, kind: 'stopped', label: '' };
  /** How many there are. */
  rules = 1;
  /** By finding and rule: the finding that says both; 0 while `and` was not asked for it. */
  more = new Int32Array(0);
  /** What a finding is told as. */
  weights = new Uint8Array(0);
  private found: Finding[] = [];

  /** The remark of a rule: one call for each, before the first frame. */
  remark(kind: Remark['kind'], label: string): Remark {
    return { rule: this.rules++, kind, label };
  }

  /** A frame begins; true when the numbers of earlier ones mean nothing any more. */
  begin(): boolean {
    if (this.found.length > 0 && this.found.length <= MAX_FINDINGS) return false;
    this.found = [finding([], [], [], '', '')];
    this.more = new Int32Array(FIRST_FINDINGS * this.rules);
    this.weights = new Uint8Array(FIRST_FINDINGS);
    return true;
  }

  at(number: number): Finding {
    return this.found[number]!;
  }

  /** A finding, and what one more rule says. */
  and(before: number, remark: Remark): number {
    const known = this.more[before * this.rules + remark.rule]!;
    return known > 0 ? known : this.make(before, remark);
  }

  private make(before: number, { rule, kind, label }: Remark): number {
    const found = added(this.found[before]!, kind, label);
    const number = this.found.push(found) - 1;
    if (number >= this.weights.length) this.grow();
    this.weights[number] = found.lc.length > 0 ? Weight.crosses : found.isTold ? Weight.told : Weight.none;
    this.more[before * this.rules + rule] = number;
    return number;
  }

  private grow(): void {
    const { more, weights } = this;
    this.more = new Int32Array(2 * more.length);
    this.more.set(more);
    this.weights = new Uint8Array(2 * weights.length);
    this.weights.set(weights);
  }
}

function finding(roi: readonly string[], oc: readonly string[], lc: readonly string[], dir: string, status: string): Finding {
  return { roi, oc, lc, dir, status, isTold: status !== '' || oc.length > 0 };
}

function added({ roi, oc, lc, dir, status }: Finding, kind: Remark['kind'], label: string): Finding {
  switch (kind) {
    case 'roi':
      return finding([...roi, label], oc, lc, dir, `${status} ROI:${label}`);
    case 'oc':
      return finding(roi, [...oc, label], lc, dir, status);
    case 'lc':
      return finding(roi, oc, [...lc, label], dir, `${status} LC:${label} `);
    case 'dir':
      return finding(roi, oc, lc, `${dir} DIR:${label} `, `${status} DIR:${label} `);
    case 'stopped':
      return finding(roi, oc, lc, dir, `${status} STOPPED `);
  }
}

/** The answers of a frame in hand: one for each object of which something is said. */
export class Answers {
  private readonly pool: ObjectAnswer[] = [];
  /** What stands in each of the pool. */
  private readonly findings: Finding[] = [];
  /** How many there are up to now. To count one more without `add` leaves the next as it is. */
  count = 0;

  constructor(private readonly objects: ObjectAnswer[]) {}

  /** A frame begins. */
  begin(): void {
    this.count = 0;
  }

  /** The answer of an object, used again in a later frame. */
  add(found: Finding, id: string | null): ObjectAnswer {
    const { pool, findings, objects } = this;
    const at = this.count++;
    if (at === pool.length) pool.push({ id, roi: found.roi, oc: found.oc, lc: found.lc, dir: found.dir, status: found.status });
    const answer = pool[at]!;
    if (answer.id !== id) answer.id = id;
    // Of the same object, mostly the same is said as in the frame before.
    if (findings[at] !== found) {
      findings[at] = found;
      answer.roi = found.roi;
      answer.oc = found.oc;
      answer.lc = found.lc;
      answer.dir = found.dir;
      answer.status = found.status;
    }
    // An array that is emptied and filled again gets new memory each time.
    if (at === objects.length) objects.push(answer);
    return answer;
  }

  /** The frame ends. */
  end(): void {
    if (this.objects.length > this.count) this.objects.length = this.count;
  }
}

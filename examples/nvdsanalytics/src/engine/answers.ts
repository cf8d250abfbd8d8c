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

/** Makes the remarks of a stream's rules, one for each call. */
export class Remarks {
  readonly stopped: Remark = { rule: 0, kind: 'stopped', label: '' };
  private made = 1;

  next(kind: Remark['kind'], label: string): Remark {
    return { rule: this.made++, kind, label };
  }

  /** The finding that nothing is said. */
  nothing(): Finding {
    return Finding.nothing(this.made);
  }
}

/** Findings are made anew when there are more: of areas that overlap in every way there may be a great many. */
const MAX_FINDINGS = 1024;

/** The answers of a frame in hand: one for each object of which something is said. */
export class Answers {
  private readonly pool: ObjectAnswer[] = [];
  private nothing: Finding;
  private count = 0;

  constructor(
    private readonly remarks: Remarks,
    private readonly objects: ObjectAnswer[],
  ) {
    this.nothing = remarks.nothing();
  }

  /** A frame begins: where an object's finding begins in it. */
  begin(): Finding {
    this.count = 0;
    if (this.nothing.count > MAX_FINDINGS) this.nothing = this.remarks.nothing();
    return this.nothing;
  }

  /** The answer of an object, used again in a later frame. */
  add({ roi, oc, lc, dir, status }: Finding, id: string | null): ObjectAnswer {
    const { pool, count } = this;
    if (count === pool.length) pool.push({ id, roi, oc, lc, dir, status });
    const answer = pool[count]!;
    answer.id = id;
    answer.roi = roi;
    answer.oc = oc;
    answer.lc = lc;
    answer.dir = dir;
    answer.status = status;
    // An array that is emptied and filled again gets new memory each time.
    if (count === this.objects.length) this.objects.push(answer);
    else this.objects[count] = answer;
    this.count = count + 1;
    return answer;
  }

  /** The frame ends. */
  end(): void {
    if (this.objects.length > this.count) this.objects.length = this.count;
  }
}

/**
 * What rules say of an object. Objects of which the same is said share a finding, which is made once: lists and texts that
 * are made for each object of each frame take longer than the rules.
 */
export class Finding {
  private readonly more: (Finding | undefined)[];

  private constructor(
    readonly roi: readonly string[],
    readonly oc: readonly string[],
    readonly lc: readonly string[],
    readonly dir: string,
    readonly status: string,
    private readonly rules: number,
    private readonly made: { count: number },
  ) {
    made.count++;
    this.more = Array.from({ length: rules }, () => undefined);
  }

  /** That nothing is said, of a stream with this many rules. */
  static nothing(rules: number): Finding {
    return new Finding([], [], [], '', '', rules, { count: 0 });
  }

  /** Findings that were made from the same beginning. */
  get count(): number {
    return this.made.count;
  }

  /** Whether nvdsanalytics attaches it to an object. */
  get isTold(): boolean {
    return this.status !== '' || this.oc.length > 0;
  }

  /** This, and what one more rule says. */
  and(remark: Remark): Finding {
    return (this.more[remark.rule] ??= this.make(remark));
  }

  private make({ kind, label }: Remark): Finding {
    const { roi, oc, lc, dir, status, rules, made } = this;
    switch (kind) {
      case 'roi':
        return new Finding([...roi, label], oc, lc, dir, `${status} ROI:${label}`, rules, made);
      case 'oc':
        return new Finding(roi, [...oc, label], lc, dir, status, rules, made);
      case 'lc':
        return new Finding(roi, oc, [...lc, label], dir, `${status} LC:${label} `, rules, made);
      case 'dir':
        return new Finding(roi, oc, lc, `${dir} DIR:${label} `, `${status} DIR:${label} `, rules, made);
      case 'stopped':
        return new Finding(roi, oc, lc, dir, `${status} STOPPED `, rules, made);
    }
  }
}

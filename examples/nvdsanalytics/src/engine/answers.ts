// SPDX-License-Identifier: MIT
// What nvdsanalytics says of a frame and of its objects: the JSON that is attached to the frame.

/** Of an object that a rule had something to say about. */
export interface ObjectAnswer {
  /** The track id in decimal, null for an untracked object. */
  id: string | null;
  /** Labels of the ROIs that it is in (outside of, for inverse ones), in the order of the config. */
  roi: string[];
  /** Labels of the overcrowding areas that it is in. */
  oc: string[];
  /** Labels of the lines that it crosses in this frame. */
  lc: string[];
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

/** Object answers that are used again frame after frame. */
export class AnswerPool {
  private readonly answers: ObjectAnswer[] = [];

  /** The answer at a place, emptied. */
  at(index: number): ObjectAnswer {
    const answer = (this.answers[index] ??= { id: null, roi: [], oc: [], lc: [], dir: '', status: '' });
    answer.roi.length = answer.oc.length = answer.lc.length = 0;
    answer.dir = answer.status = '';
    return answer;
  }
}

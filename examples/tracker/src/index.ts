// SPDX-License-Identifier: MIT
import { defineProcessor, type FrameObject } from '@nvtsprobe/sdk';
import { BoxTracker, type Detection, type SavedTracker } from './box-tracker.js';
import { params } from './params.js';

/** One tracker for each class of each source. */
class Trackers {
  private readonly bySource = new Map<number, Map<number, BoxTracker>>();
  private lastId = 0n;

  constructor(private readonly options: ConstructorParameters<typeof BoxTracker>[0]) {}

  of(sourceId: number): Map<number, BoxTracker> {
    let trackers = this.bySource.get(sourceId);
    if (!trackers) this.bySource.set(sourceId, (trackers = new Map()));
    return trackers;
  }

  create(): BoxTracker {
    return new BoxTracker(this.options, () => ++this.lastId);
  }

  forget(sourceId: number): void {
    this.bySource.delete(sourceId);
  }

  save(): SavedTrackers {
    const sources = Array.from(this.bySource, ([id, trackers]) => [id, Array.from(trackers, ([classId, tracker]) => [classId, tracker.save()] as const)] as const);
    return { lastId: String(this.lastId), sources };
  }

  restore({ lastId, sources }: SavedTrackers): void {
    this.lastId = BigInt(lastId);
    for (const [id, trackers] of sources) {
      for (const [classId, saved] of trackers) {
        const tracker = this.create();
        tracker.restore(saved);
        this.of(id).set(classId, tracker);
      }
    }
  }
}

interface SavedTrackers {
  readonly lastId: string;
  readonly sources: readonly (readonly [source: number, readonly (readonly [classId: number, SavedTracker])[]])[];
}

interface Candidates {
  readonly objects: FrameObject[];
  readonly boxes: Detection[];
}

export default defineProcessor({
  name: 'tracker',
  params,
  setup: (ctx) => ({
    trackers: new Trackers(ctx.params),
    classes: ctx.params.classes && new Set(ctx.params.classes),
  }),

  onFrame(frame, { params: { removeUntracked }, state: { trackers, classes } }) {
    const byClass = new Map<number, Candidates>();
    for (const object of frame.objects) {
      if (object.hasInvalidBox || (classes && !classes.has(object.classId) && !classes.has(object.label))) continue;
      let candidates = byClass.get(object.classId);
      if (!candidates) byClass.set(object.classId, (candidates = { objects: [], boxes: [] }));
      const { left, top, width, height, confidence } = object;
      candidates.objects.push(object);
      candidates.boxes.push({ left, top, width, height, score: confidence });
    }
    const ofSource = trackers.of(frame.sourceId);
    for (const classId of byClass.keys()) if (!ofSource.has(classId)) ofSource.set(classId, trackers.create());
    for (const [classId, tracker] of ofSource) {
      const { objects, boxes } = byClass.get(classId) ?? { objects: [], boxes: [] };
      tracker.update(boxes, frame.time).forEach((id, i) => {
        const object = objects[i]!;
        if (id !== undefined) object.trackId = id;
        else if (removeUntracked) object.remove();
      });
      if (tracker.size === 0) ofSource.delete(classId);
    }
  },

  onSourceRemoved: (source, { state }) => state.trackers.forget(source.sourceId),

  save: ({ state: { trackers } }) => trackers.save(),
  restore: (saved, _version, { state: { trackers } }) => trackers.restore(saved as ReturnType<Trackers['save']>),
});

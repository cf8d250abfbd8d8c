// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { LineCrossing } from '../analytics/line-crossing/line-crossing.js';
import { type Context, defineProcessor } from '../processor/define.js';
import { TestHost } from '../testing/test-host.js';
import type { TestFrame } from '../testing/records.js';
import type { BatchView, FrameView } from './frame-view.js';
import type { ObjectView } from './object-view.js';

type Uses = Map<string, () => unknown>;
type Methods = Readonly<Record<string, (() => unknown) | undefined>>;

const box = { left: 10, top: 20, width: 30, height: 40 };
const full: TestFrame = {
  objects: [
    { ...box, label: 'car', trackId: 5, mask: { width: 1, height: 1, data: [1] }, classifiers: [{ type: 'colour', labels: [{ label: 'red' }] }] },
    { ...box, label: 'plate', parent: 0 },
  ],
};

/** Notes every way to use a view; a method that `methods` does not call fails, so that none is left out. */
function note(uses: Uses, name: string, view: object, methods: Methods): void {
  const prototype = Object.getPrototypeOf(view) as object;
  for (const [key, { get, set }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (key === 'constructor' || isPrivate(key)) continue;
    if (get) uses.set(`${name}.${key}`, () => get.call(view) as unknown);
    if (get && set) {
      const value: unknown = get.call(view);
      uses.set(`${name}.${key} =`, () => void set.call(view, value));
    }
    if (!get && !set && !methods[key]) throw new Error(`${name}.${key}() is called by no test`);
  }
  for (const [key, call] of Object.entries(methods)) uses.set(`${name}.${key}()`, call!);
}

// TypeScript's `private`: there for the class alone.
const isPrivate = (key: string): boolean => ['json', 'writeJson', 'edit', 'packed', 'editPacked', 'stroke', 'shape', 'path', 'item'].includes(key);

function usesOf(frame: FrameView, ctx: Context<unknown, unknown>): Uses {
  const uses: Uses = new Map();
  const { objects, draw } = frame;
  const [car, plate] = [...objects] as [ObjectView, ObjectView];
  const cars = objects.where('car');
  const walk = objects[Symbol.iterator]();
  const carWalk = cars[Symbol.iterator]();
  const ended = objects[Symbol.iterator]();
  while (!ended.next().done);
  const cursor = objects.cursor();
  cursor.next();
  note(uses, 'frame', frame, {
    addObject: () => frame.addObject(box),
    emit: () => frame.emit('x'),
    getJson: () => frame.getJson('x'),
    setJson: () => frame.setJson('x', 1),
    removeJson: () => frame.removeJson('x'),
    setAnalytics: () => frame.setAnalytics({ uniqueId: 1, overcrowded: {}, inRoi: {}, crossed: {}, crossedTotal: {}, classCounts: {} }),
  });
  note(uses, 'objects', objects, { at: () => objects.at(0), where: () => objects.where('car'), cursor: () => objects.cursor(), walk: () => [...objects] });
  note(uses, 'cursor', cursor, { next: () => cursor.next(), remove: () => cursor.remove() });
  note(uses, 'object', plate, {
    setBox: () => plate.setBox(1, 2, 3, 4),
    remove: () => plate.remove(),
    addClassifier: () => plate.addClassifier({ labels: [] }),
    setAnalytics: () => plate.setAnalytics({ uniqueId: 1, rois: [], overcrowding: [], crossed: [], direction: '', status: '' }),
  });
  note(uses, 'mask', car.mask!, {});
  note(uses, 'classifier', car.classifiers[0]!, {});
  note(uses, 'label', car.classifiers[0]!.labels[0]!, {});
  note(uses, 'draw', draw, {
    rect: () => draw.rect(1, 2, 3, 4),
    text: () => draw.text(1, 2, ''),
    line: () => draw.line(1, 2, 3, 4),
    arrow: () => draw.arrow(1, 2, 3, 4),
    circle: () => draw.circle(1, 2, 3),
    polyline: () => draw.polyline([]),
    polygon: () => draw.polygon([]),
    lines: () => draw.lines(1, 2),
  });
  uses.set('a kept walk', () => walk.next());
  uses.set('a kept walk of a class', () => carWalk.next());
  uses.set('a kept walk that had ended', () => ended.next());
  uses.set('a walk over kept objects of a class', () => [...cars]);
  uses.set('an event for a kept frame', () => ctx.emit('x', {}, { frame }));
  uses.set('a line that looks at a kept frame', () => new LineCrossing({ name: 'Door', line: [[0, 0], [1, 1]] }).update(frame));
  return uses;
}

/** The uses that do not throw NVTS_STALE. */
function survivors(uses: Uses): string[] {
  return [...uses].flatMap(([name, use]) => {
    try {
      use();
      return [name];
    } catch (error) {
      return (error as { code?: string }).code === 'NVTS_STALE' ? [] : [`${name}: ${String(error)}`];
    }
  });
}

/** Keeps every view of the first frame, and tries them all in every later hook. */
function keeper(): { readonly host: TestHost; readonly uses: () => Uses } {
  let uses: Uses | undefined;
  const attempt = (hook: string, ctx: Pick<Context<unknown, unknown>, 'log'>): void => {
    if (uses) ctx.log.info(hook, survivors(uses));
  };
  const processor = defineProcessor({
    setup: (ctx) => void ctx.every(100, () => attempt('onTick', ctx)),
    onFrame(frame, ctx) {
      attempt('onFrame', ctx);
      uses ??= usesOf(frame, ctx);
    },
    onMessage: (_, ctx) => attempt('onMessage', ctx),
    onSourceAdded: (_, ctx) => attempt('onSourceAdded', ctx),
    onEos: (_, ctx) => attempt('onEos', ctx),
    save: (ctx) => attempt('save', ctx),
    restore: (_saved, _version, ctx) => attempt('restore', ctx),
  });
  return { host: new TestHost(processor, { fps: 10 }), uses: () => uses! };
}

const tried = (hook: string) => ({ level: 'info', message: `${hook} []` });

describe('every use of a view that was kept throws NVTS_STALE', () => {
  test('in the hook of the next frame', () => {
    const { host, uses } = keeper();
    expect(host.push({ frames: [full, full] }).logs).toEqual([tried('onFrame')]);
    expect(uses().size).toBeGreaterThan(80);
  });

  test('in later batches and timers', () => {
    const { host } = keeper();
    host.push(full);
    expect(host.push(full).logs).toEqual([tried('onTick'), tried('onFrame')]);
    expect(host.push(full).logs).toEqual([tried('onTick'), tried('onFrame')]);
  });

  test('in the hooks of messages and stream events, and in restore', () => {
    const { host } = keeper();
    host.push(full);
    expect(host.send({}).logs).toEqual([tried('onMessage')]);
    expect(host.addSource(1).logs).toEqual([tried('onSourceAdded')]);
    expect(host.eos().logs).toEqual([tried('onEos')]);
    expect(host.restore('{"name":"","version":1,"state":1}').logs).toEqual([tried('restore')]);
  });

  test('in save, and between hooks', () => {
    const { host, uses } = keeper();
    host.push(full);
    host.save();
    expect(host.send({}).logs).toEqual([tried('save'), tried('onMessage')]);
    expect(survivors(uses())).toEqual([]);
  });

  test('after a hook that threw', () => {
    let kept: FrameView | undefined;
    const host = new TestHost(
      defineProcessor({
        onFrame(frame) {
          if (kept) void kept.objects;
          kept = frame;
          throw new Error('half-way');
        },
      }),
    );
    expect(() => host.push(full)).toThrow('half-way');
    expect(() => host.push(full)).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
  });

  test('where it is given to a new object as its parent', () => {
    let kept: ObjectView | undefined;
    const host = new TestHost(
      defineProcessor({
        onFrame(frame) {
          if (kept) frame.objects.at(1)!.parent = kept;
          kept = frame.objects.at(0)!;
        },
      }),
    );
    host.push(full);
    expect(() => host.push(full)).toThrow(expect.objectContaining({ code: 'NVTS_STALE' }));
  });

  test('where it is a batch', () => {
    const uses: Uses = new Map();
    const kept: BatchView[] = [];
    const host = new TestHost(
      defineProcessor({
        onBatch(batch, ctx) {
          ctx.log.info('onBatch', survivors(uses));
          kept.push(batch);
          note(uses, `batch ${kept.length}`, batch, {});
        },
      }),
    );
    host.push(full);
    expect(host.push(full).logs).toEqual([tried('onBatch')]);
    expect(uses.size).toBe(12);
    expect(survivors(uses)).toEqual([]);
  });
});

describe('a view stays what it is for the rest of its hook', () => {
  const during = (use: (frame: FrameView) => unknown): unknown => {
    const seen: unknown[] = [];
    new TestHost(defineProcessor({ onFrame: (frame) => void seen.push(use(frame)) })).push(full);
    return seen[0];
  };

  test('the same object is the same view', () => {
    const same = during(({ objects }) => [objects.at(0) === [...objects][0], objects.at(1)!.parent === objects.at(0)]);
    expect(same).toEqual([true, true]);
  });

  test('when the table grows', () => {
    const seen = during((frame) => {
      const car = frame.objects.at(0)!;
      const walk = frame.objects[Symbol.iterator]();
      for (let i = 0; i < 2000; i++) frame.addObject({ ...box, label: `new ${i}` });
      car.left = 99;
      return [car.left, car.label, frame.objects.at(0)!.left, (walk.next().value as ObjectView).label];
    });
    expect(seen).toEqual([99, 'car', 99, 'car']);
  });

  test('when more columns are packed', () => {
    expect(
      during((frame) => {
        const car = frame.objects.at(0)!;
        const classifier = car.classifiers[0]!;
        return [frame.objects.at(1)!.borderWidth, frame.getJson('x'), car.label, classifier.labels[0]!.label];
      }),
    ).toEqual([3, undefined, 'car', 'red']);
  });

  test('when its object is removed', () => {
    expect(
      during((frame) => {
        const car = frame.objects.at(0)!;
        car.remove();
        return [car.removed, car.label, car.left];
      }),
    ).toEqual([true, 'car', 10]);
  });
});

// SPDX-License-Identifier: MIT
import { NvtsError, show } from '../errors.js';
import { Plane, type Quad } from '../geometry/plane.js';
import type { Point } from '../table/draw.js';
import type { TestFrame } from './records.js';

/** Where something is, and when: seconds of stream time, x, y. */
export type Waypoint = readonly [seconds: number, x: number, y: number];

/** Something that moves through a scene. */
export interface Actor {
  readonly label: string;
  /** 0 when left out. */
  readonly classId?: number;
  /** Its place in the scene's list, from 1, when left out. */
  readonly trackId?: bigint | number;
  /** Width and height of something upright; the path is that of its feet, the middle of its box's lower edge. */
  readonly size?: readonly [width: number, height: number];
  /**
   * Length and width of something seen from above, such as a car: its box depends on where it heads, and the path is that
   * of its middle. Where it turns by more than a right angle it reverses.
   */
  readonly footprint?: readonly [length: number, width: number];
  /**
   * Its way, straight and at an even speed from each waypoint to the next; two at one place make it stand. Before the first
   * and after the last it is not there.
   */
  readonly path: readonly Waypoint[];
}

/** What a scene is told. */
export interface SceneOptions {
  /** The picture in pixels; 1920 × 1080 when left out. */
  readonly width?: number;
  readonly height?: number;
  /** Frames a second; 10 when left out. */
  readonly fps?: number;
  /** The ground that the camera looks at: paths and sizes are then in metres, with it as for the rules. */
  readonly plane?: { readonly image: Quad; readonly ground: Quad };
  /** How far the edges of boxes tremble, in box heights; 0 when left out. */
  readonly jitter?: number;
  /** Part of the boxes that the detector misses, from 0 to 1; 0 when left out. */
  readonly missed?: number;
  /** Makes other noise of the same amount. */
  readonly seed?: number;
}

/** An actor as the camera sees it. */
export interface Appearance {
  readonly classId: number;
  readonly label: string;
  readonly trackId: bigint | number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Where it heads on the picture, in radians from the x axis to the y axis; 0 for something upright. */
  readonly heading: number;
}

/**
 * A scene of which it is known what happens: actors on paths, as a detector and a tracker would tell them, for tests and
 * recordings. The same scene gives the same frames. Throws `NVTS_RANGE` for paths that cannot be.
 *
 * @example
 * ```ts
 * import { defineProcessor, LineCrossing } from '@nvtsprobe/sdk';
 * import { Scene, TestHost } from '@nvtsprobe/sdk/testing';
 *
 * const door = new LineCrossing({ line: [[0, 500], [1920, 500]] });
 * const host = new TestHost(defineProcessor({ onFrame: (frame) => void door.update(frame) }));
 * const visitor = { label: 'person', size: [60, 170], path: [[0, 900, 300], [4, 900, 700]] } as const;
 * for (const frame of new Scene([visitor], { jitter: 0.02 }).frames()) host.push(frame);
 * console.log(door.in); // 1
 * ```
 */
export class Scene {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  private readonly plane: Plane | undefined;

  constructor(
    private readonly actors: readonly Actor[],
    private readonly options: SceneOptions = {},
  ) {
    const { width = 1920, height = 1080, fps = 10, plane } = options;
    this.width = width;
    this.height = height;
    this.fps = fps;
    this.plane = plane && new Plane(plane.image, plane.ground);
    actors.forEach(checkActor);
  }

  /** Seconds until the last actor has gone. */
  get seconds(): number {
    return Math.max(0, ...this.actors.map(({ path }) => path.at(-1)![0]));
  }

  /** Who is to be seen at a time, without noise; boxes may lie outside of the picture. */
  at(time: number): Appearance[] {
    return this.actors.flatMap((actor, i) => {
      const { classId = 0, label, trackId = i + 1 } = actor;
      const seen = this.see(actor, time);
      return seen ? [{ classId, label, trackId, ...seen }] : [];
    });
  }

  /** The frames until the last actor has gone, as a detector and a tracker tell them: boxes end where the picture does. */
  frames(): TestFrame[] {
    const { width, height, fps } = this;
    const count = Math.floor(this.seconds * fps + 1e-6) + 1;
    return Array.from({ length: count }, (_, i) => {
      const time = i / fps;
      const objects = this.at(time).flatMap(({ heading, ...object }) => this.detect(object, i));
      return { frameNumber: i, time, width, height, objects };
    });
  }

  private see({ path, size, footprint }: Actor, time: number): Omit<Appearance, 'classId' | 'label' | 'trackId'> | undefined {
    const next = path.findIndex(([seconds]) => seconds >= time);
    if (next < 0 || (next === 0 && path[0]![0] > time)) return undefined;
    const [x, y] = between(path[Math.max(0, next - 1)]!, path[next]!, time);
    const [footX, footY] = this.toPicture(x, y);
    if (!footprint) {
      const scale = this.scaleAt(x, y);
      const [width, height] = [size![0] * scale, size![1] * scale];
      return { left: footX - width / 2, top: footY - height, width, height, heading: 0 };
    }
    const way = headingAt(path, Math.max(1, next));
    const [aheadX, aheadY] = this.toPicture(x + Math.cos(way), y + Math.sin(way));
    const heading = Math.atan2(aheadY - footY, aheadX - footX);
    const [long, wide] = [footprint[0] * this.scaleAt(x, y), footprint[1] * this.scaleAt(x, y)];
    const [cos, sin] = [Math.abs(Math.cos(heading)), Math.abs(Math.sin(heading))];
    const [width, height] = [long * cos + wide * sin, long * sin + wide * cos];
    return { left: footX - width / 2, top: footY - height / 2, width, height, heading };
  }

  private toPicture(x: number, y: number): Point {
    return this.plane ? this.plane.toImage(x, y) : [x, y];
  }

  /** Pixels that a metre across the picture takes; 1 without a plane. */
  private scaleAt(x: number, y: number): number {
    if (!this.plane) return 1;
    const [fromX, fromY] = this.plane.toImage(x - 0.5, y);
    const [toX, toY] = this.plane.toImage(x + 0.5, y);
    return Math.hypot(toX - fromX, toY - fromY);
  }

  /** What a detector makes of an actor: nothing, or a box that trembles and ends where the picture does. */
  private detect(object: Omit<Appearance, 'heading'>, frame: number): Omit<Appearance, 'heading'>[] {
    const { jitter = 0, missed = 0, seed = 1 } = this.options;
    const noise = (n: number): number => random(seed, Number(object.trackId), frame, n);
    const tremble = (n: number): number => (noise(n) * 2 - 1) * jitter * object.height;
    if (noise(0) < missed) return [];
    const left = Math.max(0, object.left + tremble(1));
    const top = Math.max(0, object.top + tremble(2));
    const right = Math.min(this.width, object.left + object.width + tremble(3));
    const bottom = Math.min(this.height, object.top + object.height + tremble(4));
    // Of an actor that enters or leaves, a detector sees nothing until enough of it shows.
    const shows = Math.max(0, right - left) * Math.max(0, bottom - top);
    if (shows < 0.4 * object.width * object.height) return [];
    return [{ ...object, left, top, width: right - left, height: bottom - top }];
  }
}

function checkActor({ label, size, footprint, path }: Actor): void {
  const refuse = (what: string): never => {
    throw new NvtsError('NVTS_RANGE', `the actor ${show(label)} ${what}`);
  };
  if ((size === undefined) === (footprint === undefined)) refuse('needs either size or footprint');
  const extent = (size ?? footprint)!;
  if (!extent.every((each) => each > 0 && Number.isFinite(each))) refuse(`needs a size above 0, got ${show(extent)}`);
  if (path.length < 2) refuse('needs a path of two waypoints or more');
  path.forEach((waypoint, i) => {
    if (!waypoint.every(Number.isFinite)) refuse(`has a waypoint that is not finite: ${show(waypoint)}`);
    if (i > 0 && waypoint[0] <= path[i - 1]![0]) refuse(`goes back in time from ${show(path[i - 1])} to ${show(waypoint)}`);
  });
}

function between(from: Waypoint, to: Waypoint, time: number): Point {
  const part = to[0] === from[0] ? 1 : (time - from[0]) / (to[0] - from[0]);
  return [from[1] + part * (to[1] - from[1]), from[2] + part * (to[2] - from[2])];
}

/** Where something heads on the way to waypoint `to`: as before where it stands, and backwards where it reverses. */
function headingAt(path: readonly Waypoint[], to: number): number {
  let heading: number | undefined;
  for (let i = 1; i < path.length && (i <= to || heading === undefined); i++) {
    const [dx, dy] = [path[i]![1] - path[i - 1]![1], path[i]![2] - path[i - 1]![2]];
    if (dx === 0 && dy === 0) continue;
    const way = Math.atan2(dy, dx);
    heading = heading !== undefined && Math.cos(way - heading) < -1e-9 ? way + Math.PI : way;
  }
  return heading ?? 0;
}

/** A number from 0 to 1 that depends on nothing but these. */
function random(...keys: readonly number[]): number {
  let hash = 0x811c_9dc5;
  for (const key of keys) {
    hash = Math.imul(hash ^ (key | 0), 0x0100_0193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca6b);
    hash ^= hash >>> 13;
  }
  return (hash >>> 0) / 0x1_0000_0000;
}

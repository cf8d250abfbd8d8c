// SPDX-License-Identifier: MIT
// The plain objects that tests write and read.
import type { Box } from '../table/object-view.js';
import type { Rgba } from '../table/color.js';
import type { FrameAnalytics, ObjectAnalytics } from '../table/nvds-analytics.js';

/** A label of a classifier result. */
export interface TestClassLabel {
  readonly label: string;
  readonly classId?: number;
  readonly labelId?: number;
  readonly classCount?: number;
  readonly probability?: number;
}

/** A classifier result of an object. */
export interface TestClassifier {
  readonly componentId?: number;
  readonly type?: string;
  readonly labels: readonly TestClassLabel[];
}

/** Cells that cover an object's box. */
export interface TestMask {
  readonly width: number;
  readonly height: number;
  readonly data: readonly number[];
  /** 0.5 when left out. */
  readonly threshold?: number;
}

/** The look of an object; what is left out is as an inference element leaves it. */
export interface TestStyle {
  readonly borderWidth: number;
  readonly borderColor: Rgba;
  readonly backgroundColor: Rgba | undefined;
  readonly text: string;
  readonly textX: number;
  readonly textY: number;
  readonly fontName: string;
  readonly fontSize: number;
  readonly fontColor: Rgba;
  readonly textBackgroundColor: Rgba | undefined;
}

/** An object of a frame that a test pushes. A value that is left out is 0, empty, or untracked; confidence is 1. */
export interface TestObject extends Partial<TestStyle> {
  readonly classId?: number;
  readonly label?: string;
  readonly confidence?: number;
  readonly trackId?: bigint | number | undefined;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Place of the parent in the frame's `objects`. */
  readonly parent?: number;
  readonly componentId?: number;
  readonly classifiers?: readonly TestClassifier[];
  readonly mask?: TestMask | undefined;
  readonly trackerConfidence?: number;
  readonly detectorBox?: Box;
  readonly trackerBox?: Box;
  /** What a component upstream found about it. */
  readonly analytics?: ObjectAnalytics | undefined;
}

/** A frame that a test pushes. */
export interface TestFrame {
  readonly objects?: readonly TestObject[];
  /** 0 when left out. */
  readonly sourceId?: number;
  readonly padIndex?: number;
  /** Counted per source when left out. */
  readonly frameNumber?: number;
  /** Stream time in seconds; the host's `fps` gives it when left out. Not to be given beside `pts`. */
  readonly time?: number;
  /**
   * Presentation time in ns as a buffer has it, `null` for none. Stream time then follows it as in a pipeline: it goes on
   * where the PTS is absent, goes backwards or jumps by more than ten minutes.
   */
  readonly pts?: bigint | null;
  /** Pipeline picture in pixels; 1920 × 1080 when left out. */
  readonly width?: number;
  readonly height?: number;
  readonly sourceWidth?: number;
  readonly sourceHeight?: number;
  readonly ntp?: bigint;
  readonly inferDone?: boolean;
  readonly sensor?: { readonly id?: string; readonly name?: string; readonly uri?: string };
  /** JSON values that components upstream attached. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** What a component upstream found in it. */
  readonly analytics?: FrameAnalytics | undefined;
}

/** A batch that a test pushes: frames of one source or of several. */
export interface TestBatch {
  readonly frames: readonly TestFrame[];
  /** PTS of the buffer in ns, `null` for none; that of the first frame when left out. Only for frames with a `pts`. */
  readonly pts?: bigint | null;
}

/** An object as it is after the script ran. */
export interface ObjectRecord extends Box, TestStyle {
  readonly classId: number;
  readonly label: string;
  readonly confidence: number;
  readonly trackId: bigint | undefined;
  readonly componentId: number;
  /** Place of the parent among the frame's objects. */
  readonly parent: number | undefined;
  readonly trackerConfidence: number;
  readonly detectorBox: Box;
  readonly trackerBox: Box;
  readonly analytics: ObjectAnalytics | undefined;
  readonly classifiers: readonly Required<TestClassifier>[];
  readonly mask: Required<TestMask> | undefined;
  /** Whether the script added it. */
  readonly added: boolean;
}

/** A drawing item of the script. */
export interface DrawRecord {
  readonly kind: 'rect' | 'text' | 'line' | 'arrow' | 'circle';
  /** As the frame table's `draw.kind` says: corners, ends, or centre and radius. */
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly width: number;
  readonly color: Rgba;
  readonly background: Rgba | undefined;
  readonly text: string;
  readonly font: string;
  readonly size: number;
  readonly head: number;
}

/** An event of the script. */
export interface EventRecord {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Place of its frame in the batch, `undefined` when it belongs to none. */
  readonly frame: number | undefined;
}

/** A message of the script's log. */
export interface LogRecord {
  readonly level: 'error' | 'warn' | 'info' | 'debug';
  readonly message: string;
}

/** A frame as it is after the script ran. */
export interface FrameResult {
  readonly sourceId: number;
  readonly frameNumber: number;
  readonly time: number;
  /** Pipeline picture in pixels. */
  readonly width: number;
  readonly height: number;
  readonly objects: readonly ObjectRecord[];
  readonly draws: readonly DrawRecord[];
  readonly json: Readonly<Record<string, unknown>>;
  readonly analytics: FrameAnalytics | undefined;
}

/** What one call of the script did. */
export interface CallResult {
  readonly events: readonly EventRecord[];
  readonly logs: readonly LogRecord[];
}

/** What a batch became. `objects`, `draws` and `json` are those of all its frames. */
export interface PushResult extends CallResult {
  readonly frames: readonly FrameResult[];
  readonly objects: readonly ObjectRecord[];
  readonly draws: readonly DrawRecord[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** What came of a whole run: of all its batches in their order. */
export interface Played extends CallResult {
  readonly steps: readonly PushResult[];
}

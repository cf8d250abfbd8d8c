// SPDX-License-Identifier: MIT
export { type Anchor, ANCHOR_NAMES } from './analytics/anchor.js';
export { type Crossing, LineCrossing, type LineCrossingOptions } from './analytics/line-crossing.js';
export type { LineExplanation, LineGate, LineSide, PathPoint } from './analytics/line-journal.js';
export type { SkippedObjects, TrackRuleOptions } from './analytics/track-rule.js';
export { type ZoneChange, ZoneCount, type ZoneCountOptions } from './analytics/zone-count.js';
export { NvtsError, type NvtsErrorCode } from './errors.js';
export { Line } from './geometry/line.js';
export { Polygon } from './geometry/polygon.js';
export {
  type Capability,
  type Context,
  defineProcessor,
  type Log,
  type Processor,
  type ProcessorDefinition,
  type SetupContext,
  type SourceInfo,
  type StreamInfo,
} from './processor/define.js';
export type { ClassifierView as Classifier, ClassLabelView as ClassLabel } from './table/classifier-view.js';
export type { Color, Rgba } from './table/color.js';
export type { ArrowStyle, Draw, Point, ShapeStyle, StrokeStyle, TextStyle } from './table/draw.js';
export type { BatchView as Batch, FrameView as Frame, Sensor } from './table/frame-view.js';
export type { ObjectList } from './table/object-list.js';
export type { Box, NewObject, ObjectView as FrameObject } from './table/object-view.js';

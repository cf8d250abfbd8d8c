// SPDX-License-Identifier: MIT
// Runs wherever scripts run, so that scenes can be made within a bundle: what needs Node stands in node.ts.
export { batchesOf, objectAt, type ObjectAtOptions, tensorOf, walk, walker, type WalkOptions } from './builders.js';
export { eventText, type Results } from './event-text.js';
export { HostError } from './memory-table.js';
export { type PictureArea, pictureOf, type PictureOptions, type PictureShape } from './picture.js';
export { parseRecording } from './recording.js';
export type {
  CallResult,
  DrawRecord,
  EventRecord,
  FrameResult,
  LogRecord,
  ObjectRecord,
  Played,
  PushResult,
  TestBatch,
  TestClassifier,
  TestClassLabel,
  TestFrame,
  TestMask,
  TestObject,
  TestStyle,
} from './records.js';
export { type Actor, type Appearance, Scene, type SceneOptions, type Waypoint } from './scene.js';
export { type HookName, TestHost, type TestHostOptions } from './test-host.js';
export type { Crossings } from './told.js';
export {
  type ClassificationRecord,
  type DetectionRecord,
  type ParseResult,
  readTensor,
  type SegmentationRecord,
  type TestModel,
  TestParser,
  type TestTensor,
} from './test-parser.js';

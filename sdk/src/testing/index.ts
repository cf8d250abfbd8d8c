// SPDX-License-Identifier: MIT
export { HostError } from './memory-table.js';
export type {
  CallResult,
  DrawRecord,
  EventRecord,
  FrameResult,
  LogRecord,
  ObjectRecord,
  PushResult,
  TestClassifier,
  TestClassLabel,
  TestFrame,
  TestObject,
  TestStyle,
} from './records.js';
export { type Actor, type Appearance, Scene, type SceneOptions, type Waypoint } from './scene.js';
export { TestHost, type TestHostOptions } from './test-host.js';
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

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
export { TestHost, type TestHostOptions } from './test-host.js';

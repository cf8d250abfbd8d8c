// SPDX-License-Identifier: MIT
export type { RawLog as LogLine, ReplayStats, RunStats, Times, Value } from './binding.js';
export { PipelineElement, type PropertyValue } from './element.js';
export { type ErrorPlace, NvtsError } from './errors.js';
export { type EventData, isRuleEvent, type Json, type PipelineEvent, type RuleEventData, type ScriptEvent } from './events.js';
export type {
  BreakerMessage,
  ElementMessage,
  EosMessage,
  LogMessage,
  NoticeMessage,
  PipelineMessage,
  RebuiltMessage,
  ReloadMessage,
  SavedStateMessage,
  ScriptErrorMessage,
  StateMessage,
  StatsMessage,
} from './messages.js';
export { type HostOutput, NativeHost, type NativeHostOptions, type TableCopy } from './native-host.js';
export { type FinishReason, Pipeline, type PipelineOptions } from './pipeline.js';
export { Replay, replay, type ReplayOptions } from './replay.js';
export type { ScriptOptions } from './script-options.js';
export type { CallTimes, HookStats, ProbeStats } from './stats.js';

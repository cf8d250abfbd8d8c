// SPDX-License-Identifier: MIT
export type { AreaRule, Config, CrossingMode, CrowdRule, DirectionRule, LineRule, Mode, RoiRule, Rule, Segment, StreamRules } from './model.js';
export { type ReadConfig, readIniConfig, readObjectConfig } from './read.js';

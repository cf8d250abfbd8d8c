// SPDX-License-Identifier: MIT
// Compiled, never run: the parsers that are there are scripts' default exports.
import { attributes, yolov8 } from '@nvtsprobe/sdk/parsers';
import { TestParser } from '@nvtsprobe/sdk/testing';

new TestParser(yolov8, { params: { threshold: 0.5 } });
new TestParser(attributes(['color']));
// @ts-expect-error layers have names
attributes([5]);

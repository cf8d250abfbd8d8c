// SPDX-License-Identifier: MIT
export { yolov8Segment as default } from '@nvtsprobe/sdk/parsers';

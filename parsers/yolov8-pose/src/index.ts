// SPDX-License-Identifier: MIT
export { yolov8Pose as default } from '@nvtsprobe/sdk/parsers';

// SPDX-License-Identifier: MIT
export { yolov8 as default } from '@nvtsprobe/sdk/parsers';

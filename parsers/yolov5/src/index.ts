// SPDX-License-Identifier: MIT
export { yolov5 as default } from '@nvtsprobe/sdk/parsers';

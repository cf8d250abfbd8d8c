// SPDX-License-Identifier: MIT
export { yolov10 as default } from '@nvtsprobe/sdk/parsers';

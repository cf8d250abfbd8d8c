// SPDX-License-Identifier: MIT
export { segmentationByPixel as default } from '@nvtsprobe/sdk/parsers';

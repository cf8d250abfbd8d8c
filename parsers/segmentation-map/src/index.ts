// SPDX-License-Identifier: MIT
export { segmentationMap as default } from '@nvtsprobe/sdk/parsers';

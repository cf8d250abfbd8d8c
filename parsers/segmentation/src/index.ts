// SPDX-License-Identifier: MIT
export { segmentation as default } from '@nvtsprobe/sdk/parsers';

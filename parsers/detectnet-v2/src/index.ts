// SPDX-License-Identifier: MIT
export { detectNetV2 as default } from '@nvtsprobe/sdk/parsers';

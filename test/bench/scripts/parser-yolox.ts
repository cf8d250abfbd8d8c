// SPDX-License-Identifier: MIT
export { yolox as default } from '@nvtsprobe/sdk/parsers';

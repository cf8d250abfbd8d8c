// SPDX-License-Identifier: MIT
export { ssdPyTorch as default } from '@nvtsprobe/sdk/parsers';

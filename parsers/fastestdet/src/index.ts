// SPDX-License-Identifier: MIT
export { fastestDet as default } from '@nvtsprobe/sdk/parsers';

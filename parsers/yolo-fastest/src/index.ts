// SPDX-License-Identifier: MIT
export { yoloFastest as default } from '@nvtsprobe/sdk/parsers';

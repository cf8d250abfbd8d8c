// SPDX-License-Identifier: MIT
export { classification as default } from '@nvtsprobe/sdk/parsers';

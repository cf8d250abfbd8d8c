// SPDX-License-Identifier: MIT
export { maskRcnnTao as default } from '@nvtsprobe/sdk/parsers';

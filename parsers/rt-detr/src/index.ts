// SPDX-License-Identifier: MIT
export { rtDetr as default } from '@nvtsprobe/sdk/parsers';

// SPDX-License-Identifier: MIT
export { maskRcnn as default } from '@nvtsprobe/sdk/parsers';

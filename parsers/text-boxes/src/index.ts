// SPDX-License-Identifier: MIT
export { textBoxes as default } from '@nvtsprobe/sdk/parsers';

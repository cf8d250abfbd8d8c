// SPDX-License-Identifier: MIT
export { boxesLabelsScores as default } from '@nvtsprobe/sdk/parsers';

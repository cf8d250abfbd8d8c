// SPDX-License-Identifier: MIT
export { ssdTensorFlow as default } from '@nvtsprobe/sdk/parsers';

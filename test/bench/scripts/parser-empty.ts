// SPDX-License-Identifier: MIT
import { defineParser } from '@nvtsprobe/sdk';

export default defineParser({
  name: 'parser-empty',
  outputs: { output0: { shape: ['A', 'B'] } },
  parse() {},
});

// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  capabilities: ['eval'],
  onFrame: (frame) => frame.emit('result', { result: (globalThis as unknown as { eval(code: string): unknown }).eval('6 * 7') }),
});

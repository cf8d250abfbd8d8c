// SPDX-License-Identifier: MIT
// Extends the language under all other packages.
import { defineProcessor } from '@nvtsprobe/sdk';

(Array.prototype as unknown as Record<string, unknown>)['last'] = () => 5;

export default defineProcessor({ onFrame() {} });

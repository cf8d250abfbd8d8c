// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineProcessor({
  params: z.object({ how: z.string() }),
  onFrame(_frame, { params }) {
    // A hook in TypeScript may not give a promise; one that was lied to may.
    const later = (params.how === 'async' ? (async () => 5)() : { then: () => {} }) as unknown as undefined;
    return later;
  },
});

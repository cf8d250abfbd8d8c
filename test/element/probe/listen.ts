// SPDX-License-Identifier: MIT
// Takes one kind of message, and says so.
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

export default defineProcessor({
  messages: z.object({ limit: z.number() }),
  onFrame() {},
  onMessage(message, ctx) {
    ctx.log.warn(`limit ${message.limit}`);
  },
});

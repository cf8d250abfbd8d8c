// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  setup(ctx) {
    ctx.every(500, (time) => ctx.emit('half', { time }));
    const stop = ctx.every(1000, (time) => {
      ctx.emit('once', { time });
      stop();
    });
  },
  onFrame: (frame) => frame.emit('frame', { time: frame.time }),
});

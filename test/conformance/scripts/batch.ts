// SPDX-License-Identifier: MIT
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  onBatch(batch, ctx) {
    const { pts, time, number, discontinuous, frames } = batch;
    ctx.emit('batch', { pts: pts ?? null, time, number, discontinuous, frames: frames.map(({ sourceId, padIndex, batchId, frameNumber }) => [sourceId, padIndex, batchId, frameNumber]) });
    for (const frame of frames) {
      frame.emit('frame', { pts: frame.pts ?? null, time: frame.time, ntp: frame.ntp ?? null, size: [frame.width, frame.height, frame.sourceWidth, frame.sourceHeight], inferred: frame.inferDone, sensor: frame.sensor ?? null });
    }
    ctx.emit('second', { of: frames.length }, frames[1] ? { frame: frames[1] } : undefined);
  },
});

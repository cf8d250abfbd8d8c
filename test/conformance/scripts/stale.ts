// SPDX-License-Identifier: MIT
// Keeps a view beyond its hook.
import { defineProcessor, type Batch, type Frame, type FrameObject, type ObjectCursor, type ObjectList } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

interface Kept {
  frame?: Frame;
  objects?: ObjectList;
  object?: FrameObject;
  walk?: Iterator<FrameObject>;
  cursor?: ObjectCursor;
  batch?: Batch;
}

export default defineProcessor({
  params: z.object({ what: z.string() }),
  setup: (): Kept => ({}),
  onFrame(frame, { params, state }) {
    if (params.what === 'frame') state.frame?.emit('kept');
    if (params.what === 'objects') void state.objects?.length;
    if (params.what === 'object') void state.object?.left;
    if (params.what === 'object to write') state.object?.remove();
    if (params.what === 'walk') state.walk?.next();
    if (params.what === 'cursor') state.cursor?.next();
    if (params.what === 'object of a cursor') void state.cursor?.left;
    if (params.what === 'draw') state.frame?.draw.line(0, 0, 1, 1, { color: '#ffffff' });
    state.frame = frame;
    state.objects = frame.objects;
    state.object = frame.objects.at(0)!;
    state.walk = frame.objects[Symbol.iterator]();
    state.cursor = frame.objects.cursor();
    state.cursor.next();
    frame.emit('kept', { number: frame.frameNumber });
  },
  onEos(_info, ctx) {
    ctx.emit('end', { frame: ctx.state.frame!.frameNumber });
  },
});

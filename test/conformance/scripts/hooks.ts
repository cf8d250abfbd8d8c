// SPDX-License-Identifier: MIT
// Tells of each hook, and fails in the one that it is told to.
import { defineProcessor } from '@nvtsprobe/sdk';
import * as z from 'zod/mini';

const failures: Readonly<Record<string, () => void>> = {
  error: () => {
    throw new Error('no luck');
  },
  code: () => {
    throw Object.assign(new Error('out of range'), { code: 'NVTS_RANGE' });
  },
  'other code': () => {
    throw Object.assign(new Error('no entry'), { code: 'ENOENT' });
  },
  text: () => {
    throw 'only a text';
  },
  nothing: () => {
    throw undefined;
  },
  'type error': () => {
    (undefined as unknown as () => void)();
  },
};

export default defineProcessor({
  name: 'hooks',
  params: z.object({ failIn: z._default(z.string(), ''), how: z._default(z.string(), 'error'), atSource: z._default(z.int(), 0) }),
  messages: z.object({ n: z.number() }),
  setup(ctx) {
    const { params } = ctx;
    const fail = (hook: string): void => {
      if (hook === params.failIn) failures[params.how]!();
    };
    ctx.log.info('setup', ctx.element, ctx.time);
    ctx.emit('setup', { element: ctx.element });
    fail('setup');
    ctx.every(1000, (time) => {
      ctx.emit('tick', { time });
      fail('onTick');
    });
    return { fail };
  },
  onFrame(frame, ctx) {
    frame.emit('frame', { source: frame.sourceId, number: frame.frameNumber });
    for (const object of frame.objects) object.confidence = 1;
    if (frame.sourceId === ctx.params.atSource) ctx.state.fail('onFrame');
  },
  onStreamStart: (info, ctx) => {
    ctx.emit('start', { ...info });
    ctx.state.fail('onStreamStart');
  },
  onSourceAdded: ({ sourceId }, ctx) => ctx.emit('added', { sourceId }),
  onSourceRemoved: ({ sourceId }, ctx) => ctx.emit('removed', { sourceId }),
  onEos: (_info, ctx) => {
    ctx.emit('eos');
    ctx.state.fail('onEos');
  },
  onMessage: ({ n }, ctx) => {
    ctx.emit('message', { n });
    ctx.state.fail('onMessage');
  },
});

// SPDX-License-Identifier: MIT
// JSON: what events and metadata carry.
import { defineProcessor } from '@nvtsprobe/sdk';

export default defineProcessor({
  onFrame(frame) {
    frame.emit('values', { big: 2n ** 64n - 1n, negative: -0, small: 5e-324, large: 1.7976931348623157e308, nothing: null, missing: undefined, list: [1, [2, { three: 3 }]], date: new Date(0) });
    frame.emit('found', { upstream: frame.getJson('upstream') ?? 'nothing', gone: frame.getJson('gone') ?? 'nothing', own: frame.getJson('own') ?? 'nothing' });
    frame.setJson('own', { n: 1 });
    frame.setJson('own', { n: 2, text: '東京' });
    frame.setJson('passing', 5);
    frame.removeJson('passing');
    frame.removeJson('gone');
    frame.removeJson('was never there');
    frame.emit('then', { own: frame.getJson('own'), gone: frame.getJson('gone') ?? 'nothing' });
  },
});

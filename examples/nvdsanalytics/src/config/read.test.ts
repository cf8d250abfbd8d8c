// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { readIniConfig, readObjectConfig } from './read.js';

const PROPERTY = '[property]\nenable=1\nconfig-width=1920\nconfig-height=1080\n';

describe('an INI file', () => {
  test('is read with NVIDIA\'s defaults', () => {
    const { config, warnings } = readIniConfig(
      `${PROPERTY}# a comment\n[line-crossing-stream-2]\nenable=1\nline-crossing-door=10;50;90;50;50;10;50;90\nclass-id=0;2\n`,
    );
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({ enabled: true, width: 1920, height: 1080, osdMode: 2, fontSize: 12, window: 50 });
    expect(config.streams.get(2)?.lines).toMatchObject([{ label: 'door', extended: true, mode: 'loose' }]);
  });

  test.each([
    ['no property group', '[roi-filtering-stream-0]\nenable=1\n', /no group "property"/],
    ['a group that does not exist', `${PROPERTY}[roi-filtering-strem-0]\nenable=1\n`, /no such group.*roi-filtering-stream-0/],
    ['a key that does not exist', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\ninverse-ro=1\n`, /inverse-roi/],
    ['a line with too few numbers', `${PROPERTY}[line-crossing-stream-0]\nenable=1\nline-crossing-a=1;2;3\n`, /line 7.*arrow x1;y1/s],
    ['an area of two points', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=1;2;3;4\n`, /at least 3 points, got 2/],
    ['a negative coordinate', `${PROPERTY}[roi-filtering-stream-0]\nenable=1\nroi-a=-1;2;3;4;5;9\n`, /-1/],
    ['a mode that does not exist', `${PROPERTY}[line-crossing-stream-0]\nenable=1\nmode=lose\n`, /loose/],
    ['a width that is no number', '[property]\nenable=1\nconfig-width=wide\nconfig-height=5\n', /config-width/],
  ])('%s is refused', (_name, text, message) => {
    expect(() => readIniConfig(text)).toThrow(message);
  });

  test('every fault is told at once', () => {
    const read = () => readIniConfig('[property]\nenable=1\nconfig-width=0\nconfig-height=x\n');
    expect(read).toThrow(/config-width[^]*config-height/);
  });
});

test('the YAML form is read as the parsed object', () => {
  const { config } = readObjectConfig({
    property: { enable: 1, 'config-width': 768, 'config-height': 576 },
    'overcrowding-stream-0': { enable: 1, 'roi-hall': '1;1;9;1;9;9', 'object-threshold': 3 },
  });
  expect(config.streams.get(0)?.crowds).toMatchObject([{ label: 'hall', threshold: 3 }]);
});

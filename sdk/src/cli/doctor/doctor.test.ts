// SPDX-License-Identifier: MIT
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Folder, run } from '../testing.js';
import type { Item } from './item.js';
import { deepStreamVersion } from './plugin.js';

let folder: Folder;
let host: string;
beforeEach(() => {
  folder = new Folder();
  folder.write('lib/gstreamer-1.0/libgstnvts.so', '');
  folder.program('../libexec/nvts-script-host', "echo 'nvts-script-host is run by nvtsprobe, not by hand' >&2; exit 2");
  host = join(folder.path, 'libexec/nvts-script-host');
  vi.stubEnv('PATH', `${join(folder.path, 'bin')}:/usr/bin:/bin`);
  vi.stubEnv('NVTS_PLUGIN_PATH', join(folder.path, 'lib/gstreamer-1.0'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

const ALL = ['nvtsprobe', 'nvtsrecord', 'nvtsreplay', 'nvtsosd', 'uridecodebin', 'qtdemux', 'avidemux', 'openh264dec', 'videoconvert', 'x264enc', 'mp4mux'];

/** Stands in for a GStreamer with these elements. */
function pretend(elements: readonly string[], libraries = '', version = '1.22.0'): void {
  folder.program('gst-launch-1.0', `echo 'gst-launch-1.0 version ${version}'`);
  folder.program('gst-inspect-1.0', `case "$1" in
  '') ${elements.map((name) => `echo 'any:  ${name}: Any element'`).join('; ') || 'true'} ;;
  /*) echo 'Could not load plugin file: it is empty' ;;
  *) printf '  Filename                 %s\\n  Version                  0.1.0\\n' '${folder.path}/lib/gstreamer-1.0/libgstnvts.so' ;;
esac`);
  folder.program('ldd', `cat <<'END'\n${libraries}\nEND`);
  folder.program('dpkg-query', "printf '2.50.6-1~deb12u1'");
}

async function examine(): Promise<{ code: number; items: Readonly<Record<string, Item>> }> {
  const { code, out } = await run('doctor', '--json');
  const { ok, items } = JSON.parse(out) as { ok: boolean; items: Item[] };
  expect(ok).toBe(code === 0);
  return { code, items: Object.fromEntries(items.map((item) => [item.name, item])) };
}

test('where all is there it tells what', async () => {
  const library = folder.write('nvds/libnvds_meta.so', '');
  pretend(ALL, `\tlibnvds_meta.so => ${library} (0x1)\n\tlibjavascriptcoregtk-4.1.so.0 => /lib/libjavascriptcoregtk-4.1.so.0 (0x2)`);
  const { code, items } = await examine();
  expect(code).toBe(0);
  expect(items).toMatchObject({
    GStreamer: { status: 'ok', detail: '1.22.0, 11 elements' },
    elements: { status: 'ok', detail: `nvtsprobe, nvtsrecord, nvtsreplay, nvtsosd in ${folder.path}/lib/gstreamer-1.0/libgstnvts.so, version 0.1.0` },
    metadata: { status: 'ok', detail: `the open libraries of nvtsprobe (${library}); there is no DeepStream` },
    'script host': { status: 'ok', detail: host },
    JavaScriptCore: { status: 'ok', detail: '2.50.6 (/lib/libjavascriptcoregtk-4.1.so.0)' },
    'H.264 decoder': { status: 'ok', detail: 'openh264dec' },
    'PNG pictures': { status: 'absent', mend: expect.stringContaining('gstreamer1.0-plugins-good') as string },
    esbuild: { status: 'ok' },
    '@nvtsprobe/node': { status: expect.stringMatching(/^(ok|absent)$/) as string },
  });
});

describe('what is missing is told with what mends it:', () => {
  test('GStreamer', async () => {
    vi.stubEnv('PATH', join(folder.path, 'bin'));
    const { code, items } = await examine();
    expect(code).toBe(1);
    expect(items['GStreamer']).toMatchObject({ status: 'missing', mend: expect.stringContaining('gstreamer1.0-tools') as string });
  });

  test('a GStreamer that is old', async () => {
    pretend(ALL, '', '1.16.3');
    expect((await examine()).items['GStreamer']).toMatchObject({ status: 'missing', detail: expect.stringContaining('1.16.3 is too old') as string });
  });

  test('a library of the plugin', async () => {
    pretend([], '\tlibjson-glib-1.0.so.0 => not found');
    expect((await examine()).items['nvtsprobe']).toMatchObject({ status: 'missing', detail: expect.stringContaining('cannot be loaded: there is no libjson-glib-1.0.so.0') as string });
  });

  test('a plugin that GStreamer refuses', async () => {
    pretend([]);
    expect((await examine()).items['nvtsprobe']).toMatchObject({ detail: expect.stringContaining('it is empty') as string });
  });

  test('the plugin where NVTS_PLUGIN_PATH says', async () => {
    pretend(ALL);
    vi.stubEnv('NVTS_PLUGIN_PATH', join(folder.path, 'nowhere'));
    expect((await examine()).items['nvtsprobe']).toMatchObject({ status: 'missing', detail: expect.stringContaining('there is no such folder') as string });
  });

  test('the program that scripts run in', async () => {
    pretend(ALL, '\tlibnvds_meta.so => not found');
    rmSync(host);
    const { code, items } = await examine();
    expect(code).toBe(1);
    expect(items['script host']).toMatchObject({ status: 'missing', detail: `there is no ${host}, which scripts run in`, mend: expect.stringContaining('isolation=in-process') as string });
    folder.program('other', "echo 'error while loading shared libraries' >&2; exit 127");
    vi.stubEnv('NVTS_SCRIPT_HOST', join(folder.path, 'bin/other'));
    expect((await examine()).items['script host']).toMatchObject({ status: 'missing', detail: `${folder.path}/bin/other does not run: error while loading shared libraries` });
  });

  test('one of its elements', async () => {
    pretend(ALL.filter((name) => name !== 'nvtsosd'));
    expect((await examine()).items['elements']).toMatchObject({ status: 'missing', detail: expect.stringContaining('there is no nvtsosd') as string });
  });

  test('for people', async () => {
    pretend(ALL.filter((name) => name !== 'nvtsosd'));
    const { code, out } = await run('doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/^The plugin\n {2}missing {2}elements +there is no nvtsosd[^\n]*\n +→ build the plugin again/m);
    expect(out).not.toContain('\u001B');
  });
});

test('the version of a DeepStream is told by its file, or by its folder', () => {
  folder.write('deepstream-7.1/version', 'Version: 7.1\n');
  expect(deepStreamVersion(join(folder.path, 'deepstream-7.1'))).toBe('7.1');
  expect(deepStreamVersion('/opt/nvidia/deepstream/deepstream-6.3')).toBe('6.3');
  expect(deepStreamVersion('/opt/nvidia/deepstream/deepstream')).toBe('of an unknown version');
});

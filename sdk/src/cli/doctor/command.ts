// SPDX-License-Identifier: MIT
import { listElements } from '../gst/capture.js';
import { gstEnvironment, PluginError } from '../gst/plugin.js';
import { countOf, type Paint, paintFor, wantsColors } from '../text/report.js';
import { type Command, readArgs, UsageError } from '../usage.js';
import { type Item, missing } from './item.js';
import { mediaItems } from './media.js';
import { pluginItems } from './plugin.js';
import { gstreamerItem, projectItems, toolItems } from './tools.js';

const help = `nvts doctor [options]: tells what of nvtsprobe is installed, and how to mend what is missing

Looks at Node.js, esbuild, GStreamer, the plugin (NVTS_PLUGIN_PATH, GST_PLUGIN_PATH, this clone, the system) with its
elements, the metadata libraries (DeepStream's or the open ones), JavaScriptCore, decoders and encoders.

  --json                prints it as JSON
  -h, --help            shows this

Exit codes: 0 all that is needed is there, 1 something is missing, 2 the command line has errors.
`;

export const doctorCommand: Command = {
  usage: 'doctor',
  summary: 'tells what is installed, and how to mend what is missing',
  help,
  async run(args) {
    const { values, positionals } = readArgs(args, { json: { type: 'boolean' } });
    if (positionals.length > 0) throw new UsageError(`doctor takes no ${positionals[0]}`);
    const items = await examine();
    const isWell = items.every(({ status }) => status !== 'missing');
    process.stdout.write(values.json ? `${JSON.stringify({ ok: isWell, items }, null, 2)}\n` : describe(items, paintFor(wantsColors(process.stdout))));
    return isWell ? 0 : 1;
  },
};

async function examine(): Promise<Item[]> {
  const tools = [...(await toolItems()), ...projectItems(process.cwd())];
  let env: NodeJS.ProcessEnv;
  try {
    env = gstEnvironment();
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    return [...tools, missing('plugin', 'nvtsprobe', error.message, 'export NVTS_PLUGIN_PATH=<the folder of libgstnvts.so>')];
  }
  const elements = listElements(env);
  const gstreamer = gstreamerItem(elements, env);
  if (!elements) return [...tools, gstreamer];
  return [...tools, gstreamer, ...pluginItems(elements, env), ...mediaItems(elements)];
}

const TITLES: Readonly<Record<Item['group'], string>> = {
  tools: 'Tools',
  project: 'This project',
  gstreamer: 'GStreamer',
  plugin: 'The plugin',
  media: 'Videos (needed for some)',
};

function describe(items: readonly Item[], paint: Paint): string {
  const width = Math.max(...items.map(({ name }) => name.length)) + 2;
  const mark: Readonly<Record<Item['status'], string>> = { ok: paint.good('ok     '), missing: paint.error('missing'), absent: paint.warning('absent ') };
  const lines: string[] = [];
  for (const [group, title] of Object.entries(TITLES)) {
    const own = items.filter((item) => item.group === group);
    if (own.length === 0) continue;
    lines.push(paint.strong(title));
    for (const { name, status, detail, mend } of own) {
      lines.push(`  ${mark[status]}  ${name.padEnd(width)}${detail}`);
      if (mend !== undefined) lines.push(`           ${' '.repeat(width)}${paint.faint('→')} ${mend}`);
    }
  }
  const count = items.filter(({ status }) => status === 'missing').length;
  lines.push('', count === 0 ? paint.good('All that is needed is there.') : paint.error(`${countOf(count, 'thing')} that ${count === 1 ? 'is' : 'are'} needed ${count === 1 ? 'is' : 'are'} missing.`));
  return `${lines.join('\n')}\n`;
}

// SPDX-License-Identifier: MIT
// Puts what the checkout has built into prebuilds/, for the package: the binding, GStreamer's plugin beside it, the metadata
// libraries and the program that runs scripts, as they lie in build/.
//   node scripts/prebuild.mjs            copy
//   node scripts/prebuild.mjs --remove   remove
import { cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const build = join(root, '..', '..', 'build');
const target = join(root, 'prebuilds', `${process.platform}-${process.arch}`);

rmSync(join(root, 'prebuilds'), { recursive: true, force: true });
if (!process.argv.includes('--remove')) {
  for (const part of ['lib/node', 'lib/gstreamer-1.0', 'lib/nvds', 'libexec']) {
    if (!existsSync(join(build, part))) {
      console.error(`there is no ${join('build', part)}: run \`npm run build\` in the checkout first`);
      process.exit(1);
    }
    cpSync(join(build, part), join(target, part), { recursive: true });
  }
}

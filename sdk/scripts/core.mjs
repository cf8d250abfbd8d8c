// SPDX-License-Identifier: MIT
// The SDK's core, which whatever runs bundles brings along: dist/core.js. And dist/thin: the SDK as small bundles take it, in
// which the modules of the core only name what they have. `nvts build --minify` takes it by the condition `nvts-thin`.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, normalize, relative, sep } from 'node:path';
import { build } from 'esbuild';

const ts = createRequire(import.meta.url)('typescript');

const CORE = ['errors.js', 'host.js', 'parser', 'processor', 'seal.js', 'table'];
/** Nothing but numbers, which a bundle may as well hold itself. */
const NUMBERS = [join('table', 'schema')];

const isBelow = (path, places) => places.some((place) => path === place || path.startsWith(`${place}${sep}`));

/** Whether a module of dist/ is the core's. */
export const isCore = (path) => isBelow(path, CORE) && !isBelow(path, NUMBERS);

function statementsOf(file) {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022).statements;
}

/** The names that a module takes of others, by the path of those. */
function* importsOf(folder, path) {
  for (const statement of statementsOf(join(folder, path))) {
    const from = statement.moduleSpecifier?.text;
    if (!from?.startsWith('.')) continue;
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
    const names = bindings?.elements?.map(({ name, propertyName }) => (propertyName ?? name).text);
    yield { target: normalize(join(dirname(path), from)), names };
  }
}

/** What the rest of the SDK takes of the core: the names by the path of their module. */
function takenOf(folder, modules) {
  const taken = new Map();
  const owners = new Map();
  for (const path of modules) {
    for (const { target, names } of importsOf(folder, path)) {
      if (!isCore(target)) continue;
      if (!names) throw new Error(`${path}: take what you need of ${target} by its name, since it is the core's`);
      for (const name of names) {
        if ((owners.get(name) ?? target) !== target) throw new Error(`${name} is a name of both ${owners.get(name)} and ${target}: the core has one of each name`);
        owners.set(name, target);
        taken.set(target, (taken.get(target) ?? new Set()).add(name));
      }
    }
  }
  return taken;
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Writes a module that takes names of the core. Its map leads to the module of the core, wherever the SDK lies. */
function writeStub(file, source, names, { prefix = '', before = '' } = {}) {
  const lines = names.map((name) => `const _${name} = /* @__PURE__ */ __nvts_core(${JSON.stringify(prefix + name)});`);
  const text = [...(before === '' ? [] : [before]), ...lines, `export { ${names.map((name) => `_${name} as ${name}`).join(', ')} };`];
  write(file, [...text, `//# sourceMappingURL=${basename(file)}.map`, ''].join('\n'));
  const sources = [`nvts:///node_modules/@nvtsprobe/sdk/src/${source.replaceAll(sep, '/').replace(/\.js$/, '.ts')}`];
  write(`${file}.map`, JSON.stringify({ version: 3, sources, names: [], mappings: text.map(() => 'AAAA').join(';') }));
}

const zodNames = (file) => [...statementsOf(file)].flatMap((statement) => statement.exportClause?.elements?.map(({ name }) => name.text) ?? []);

/**
 * Makes dist/core.js and dist/thin of dist/min. `members` are the names of its members that are no author's, but the rest of the
 * SDK's; with those of its parts they are what bundles that are out there count on, dist/core-api.json.
 */
export async function splitCore(root, members) {
  const dist = join(root, 'dist');
  const min = join(dist, 'min');
  const thin = join(dist, 'thin');
  const modules = readdirSync(min, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js') && !isBelow(path, ['zod']));
  const rest = modules.filter((path) => !isCore(path));
  const taken = takenOf(min, rest);
  taken.set('host.js', new Set(['bindBundle']));

  for (const path of rest) {
    for (const file of [path, `${path}.map`]) {
      mkdirSync(dirname(join(thin, file)), { recursive: true });
      copyFileSync(join(min, file), join(thin, file));
    }
  }
  for (const [path, names] of taken) writeStub(join(thin, path), path, [...names].sort());
  const zod = zodNames(join(dist, 'zod', 'mini.js'));
  writeStub(join(thin, 'zod', 'mini.js'), join('zod', 'subset.js'), zod, { prefix: 'z.', before: "export * from 'zod/mini';" });

  const imports = [...taken].map(([path, names]) => `import { ${[...names].join(', ')} } from ${JSON.stringify(`./min/${path.replaceAll(sep, '/')}`)};`);
  const own = [...taken.values()].flatMap((names) => [...names]).sort();
  await build({
    stdin: {
      resolveDir: dist,
      contents: `${imports.join('\n')}
import { NvtsError as CoreError } from './min/errors.js';
import * as z from './zod/subset.js';
const parts = { __proto__: null, ${own.join(', ')}, ${zod.map((name) => `${JSON.stringify(`z.${name}`)}: z[${JSON.stringify(name)}]`).join(', ')} };
// For good: no package may take its place before others have asked it.
if (!globalThis.__nvts_core) Object.defineProperty(globalThis, '__nvts_core', {
  value(name) {
    if (!(name in parts)) throw new CoreError('NVTS_ABI', \`the bundle takes \${name} of the SDK's core, which this one does not have: it was made for another version. Install that, or build the script again\`);
    return parts[name];
  },
});`,
    },
    outfile: join(dist, 'core.js'),
    bundle: true,
    format: 'iife',
    minify: true,
    charset: 'utf8',
    target: ['es2022', 'safari15.4'],
    alias: { 'zod/v4/core': join(dist, 'zod', 'core.js') },
    logLevel: 'warning',
  });
  write(join(dist, 'core-api.json'), `${JSON.stringify({ parts: own, zod: [...zod].sort(), members }, null, 2)}\n`);
  console.log(`${relative(process.cwd(), join(dist, 'core.js'))}: ${Math.ceil(readFileSync(join(dist, 'core.js')).length / 1024)} KB, ${own.length + zod.length} parts`);
}

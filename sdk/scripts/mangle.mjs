// SPDX-License-Identifier: MIT
// dist/min: the modules of dist/ that bundles are made of, with short names for what nobody outside of the SDK can name.
// `nvts build --minify --standalone` takes them by the condition `nvts-min` of package.json's exports.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { isCore } from './core.mjs';

const require = createRequire(import.meta.url);
const ts = require('typescript');

/** What runs in Node alone. */
const ELSEWHERE = ['cli', 'package', 'testing', 'recording', 'min'];

function filesUnder(folder, suffix, skipped = []) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(suffix) && !path.endsWith(`.test${suffix}`) && !skipped.includes(path.split(sep)[0]))
    .map((path) => join(folder, path));
}

const isInternal = (node) => ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal');

/** Names that are only ever those of members which no one else may use. */
function internalNames(root) {
  const hidden = new Set();
  const open = new Set();
  const visit = (node, here) => {
    // A string may name a member too, but for one that is marked to be made short with it.
    if (ts.isStringLiteralLike(node) && !node.getFullText().includes('@__KEY__')) open.add(node.text);
    const name = node.name && (ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name)) ? node.name.text : undefined;
    const isMember = ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node) || ts.isParameterPropertyDeclaration(node, node.parent);
    if (isMember && name !== undefined && ts.isClassLike(ts.isParameter(node) ? node.parent.parent : node.parent)) {
      const type = ts.isParameter(node) ? node.parent.parent : node.parent;
      const own = ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
      (own || isInternal(node) || isInternal(type) || type.name?.text === 'Columns' ? here : open).add(name);
    } else if (name !== undefined && (ts.isTypeElement(node) || ts.isObjectLiteralElement(node) || ts.isEnumMember(node))) open.add(name);
    // Modules are objects too, where they are imported by a star.
    else if (name !== undefined && (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node))) open.add(name);
    ts.forEachChild(node, (child) => visit(child, here));
  };
  const src = join(root, 'src');
  for (const file of filesUnder(src, '.ts')) {
    const here = ELSEWHERE.includes(relative(src, file).split(sep)[0]) ? new Set() : hidden;
    visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true), here);
  }
  // What the language and zod have under a name is theirs.
  for (const key of Object.getOwnPropertyNames(globalThis)) {
    const value = globalThis[key];
    for (const each of [value, value?.prototype]) if (each !== null && ['object', 'function'].includes(typeof each)) for (const name of Object.getOwnPropertyNames(each)) open.add(name);
  }
  const zod = join(require.resolve('zod/package.json'), '..', 'v4');
  for (const folder of ['core', 'mini']) {
    for (const file of filesUnder(join(zod, folder), '.d.ts')) for (const [name] of readFileSync(file, 'utf8').matchAll(/[\w$]+/g)) open.add(name);
  }
  return [...hidden].filter((name) => !open.has(name) && name.length > 2);
}

/** How often the files have each of the names, for those that they have. */
function usesOf(names, files) {
  const uses = new Map();
  for (const file of files) for (const [word] of readFileSync(file, 'utf8').matchAll(/[\w$]+/g)) if (names.has(word)) uses.set(word, (uses.get(word) ?? 0) + 1);
  return uses;
}

/** A short form of each name, which no one else writes: `$0`, `$1`, ... The commonest are first. */
function shortForms(uses, prefix) {
  return [...uses].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name], i) => [name, prefix + i.toString(36)]);
}

/** Makes dist/min of dist. The result is the names that are no one else's and yet stay: what the rest of the SDK takes of the core by them. */
export async function mangle(root) {
  const dist = join(root, 'dist');
  const names = new Set(internalNames(root));
  const files = filesUnder(dist, '.js', ELSEWHERE);
  const [core, rest] = [true, false].map((side) => usesOf(names, files.filter((file) => isCore(relative(dist, file)) === side)));
  const shared = [...core.keys()].filter((name) => rest.has(name));
  for (const name of shared) for (const uses of [core, rest]) uses.delete(name);
  // A core may be of another version than the rest: a short name of the one is none of the other.
  const short = [...shortForms(rest, '$'), ...shortForms(core, '$_')];
  await build({
    entryPoints: files,
    outdir: join(dist, 'min'),
    outbase: dist,
    bundle: false,
    charset: 'utf8',
    sourcemap: 'linked',
    sourcesContent: false,
    target: 'es2022',
    mangleProps: new RegExp(`^(?:${short.map(([name]) => name).join('|')})$`),
    // Each file is made by itself: without this they would not agree.
    mangleCache: Object.fromEntries(short),
    logLevel: 'warning',
  });
  console.log(`${relative(process.cwd(), join(dist, 'min'))}: ${short.length} names made short`);
  return shared.sort();
}

// SPDX-License-Identifier: MIT
// What doc comments in a script say of its parameters, for the manifest: a bundle that runs has nothing of it.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Plugin } from 'esbuild';
import type TypeScript from 'typescript';
import { resolveNear } from '../project.js';

/** Keeps what is said of a schema, a clone of its own where several parameters share one; other values are left as they are. */
export const DESCRIBE = `var __nvts_described = [];
function __nvts_describe(value, about) {
  if (!value || !value._zod || typeof value.clone !== 'function') return value;
  var own = value.clone();
  __nvts_described.push([own, about]);
  return own;
}`;

/** The plugin, where the project of a script has TypeScript; without, only what schemas say themselves is known. */
export async function docCommentsPlugin(folder: string): Promise<Plugin[]> {
  const typescript = resolveNear(folder, 'typescript');
  if (typescript === undefined) return [];
  const { default: ts } = (await import(pathToFileURL(typescript).href)) as { readonly default: typeof TypeScript | undefined };
  // A release of TypeScript may come without its parser.
  if (!ts?.createSourceFile) return [];
  const setup: Plugin['setup'] = ({ onLoad }) =>
    onLoad({ filter: /\.[cm]?[jt]s$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('/**') || !/\bfrom ['"]zod\b/.test(text)) return undefined;
      return { contents: describeProperties(ts, path, text), loader: extname(path).slice(-2) as Loader };
    });
  return [{ name: 'nvts-doc-comments', setup }];
}

/** The text, in which each property of an object whose value has a doc comment tells it to `__nvts_describe`. */
export function describeProperties(ts: typeof TypeScript, file: string, text: string): string {
  const edits: { readonly at: number; readonly insert: string }[] = [];
  const visit = (node: TypeScript.Node): void => {
    const about = ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) ? commentOf(ts, text, node) : undefined;
    if (about) {
      const end = `, ${JSON.stringify(about)})`;
      if (ts.isShorthandPropertyAssignment(node)) edits.push({ at: node.name.end, insert: `: __nvts_describe(${node.name.text}${end}` });
      else if (ts.isPropertyAssignment(node)) {
        edits.push({ at: node.initializer.pos, insert: ' __nvts_describe(' });
        edits.push({ at: node.initializer.end, insert: end });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ESNext));
  edits.sort((a, b) => a.at - b.at);
  let from = 0;
  return edits.map(({ at, insert }) => text.slice(from, (from = at)) + insert).join('') + text.slice(from);
}

/** The last doc comment before a node: its text, and what stands behind `@unit`. */
function commentOf(ts: typeof TypeScript, text: string, node: TypeScript.Node): { readonly description?: string; readonly unit?: string } | undefined {
  const range = ts.getLeadingCommentRanges(text, node.pos)?.findLast(({ pos }) => text.startsWith('/**', pos));
  if (!range) return undefined;
  const comment = text.slice(range.pos + 3, range.end - 2).replace(/^[ \t]*\*/gm, ' ').replace(/\s+/g, ' ').trim();
  const [description, ...tags] = comment.split(/ ?(?=@(?:[a-z]+)\b)/);
  const unit = tags.find((tag) => tag.startsWith('@unit '))?.slice('@unit '.length).trim();
  return { ...(description && { description }), ...(unit && { unit }) };
}

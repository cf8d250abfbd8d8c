// SPDX-License-Identifier: MIT
import { UserError } from './errors.mjs';

const PREFIX = 'nvts-plugin-';
const PART = /^[a-z0-9][a-z0-9._-]*$/;
const MAX_LENGTH = 214;

/**
 * The names that follow from the one that was asked for: `door`, `nvts-plugin-door`, `@acme/door` or `@acme/nvts-plugin-door`.
 * `name` is the package's, `folder` that of a new project, `id` that of its bundle. Throws UserError.
 */
export function readName(text) {
  const fail = (why) => {
    throw new UserError(`${JSON.stringify(text)} cannot be the name of a package: ${why}`, 2);
  };
  const [, scope, word = text] = /^@([^/]*)\/([^]*)$/.exec(text) ?? [];
  if (text === '') fail('it is empty');
  if (/[/\\]/.test(word)) fail('it is a path. Give a name, and the folder with --folder DIR');
  if (scope !== undefined && !PART.test(scope)) fail('the scope takes small letters, digits, "-", "_" and ".", as in @acme/door');
  if (!PART.test(word)) fail(`a name takes small letters, digits, "-", "_" and ".", and begins with a letter or a digit${suggestion(word)}`);
  const id = word.startsWith(PREFIX) ? word.slice(PREFIX.length) : word;
  if (!PART.test(id)) fail(`something must follow ${PREFIX}`);
  if (id === 'node_modules' || id === 'favicon.ico') fail('npm keeps that name for itself');
  const name = `${scope === undefined ? '' : `@${scope}/`}${PREFIX}${id}`;
  if (name.length > MAX_LENGTH) fail(`with ${name.length} characters it is longer than npm takes (${MAX_LENGTH})`);
  return { name, folder: word, id };
}

function suggestion(word) {
  const better = word
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '');
  return PART.test(better) ? `, such as ${better}` : '';
}

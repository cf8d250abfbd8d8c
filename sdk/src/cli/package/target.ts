// SPDX-License-Identifier: MIT
import { existsSync } from 'node:fs';
import { isPluginName } from '../../package/manifest.js';
import { UsageError } from '../usage.js';
import { type TrustedKey, readTrustedKeys } from './keys.js';
import { findPackage } from './find.js';

/** What a command is about. */
export interface Target {
  /** Its folder or archive. */
  readonly place: string;
  /** The name that it was asked for by. */
  readonly name?: string;
}

/** What a word of the command line means: an installed package's name, or a path. */
export function targetOf(words: readonly string[], command: string): Target {
  const [word = '.', ...more] = words;
  if (more.length > 0) throw new UsageError(`${command} takes one package, got also ${more.join(', ')}`);
  return isPluginName(word) && !existsSync(word) ? { place: findPackage(word, process.cwd()), name: word } : { place: word };
}

/** The options of `nvts verify` and `nvts inspect` as what a package is asked for. */
export function demandsOf(values: { readonly 'trusted-keys'?: string | undefined; readonly 'require-signature'?: boolean | undefined }): {
  readonly trusted?: readonly TrustedKey[];
  readonly requireSignature?: boolean;
} {
  const { 'trusted-keys': places, 'require-signature': requireSignature = false } = values;
  if (requireSignature && places === undefined) throw new UsageError('--require-signature needs --trusted-keys: without a key nothing can be checked');
  return { ...(places !== undefined && { trusted: readTrustedKeys(places) }), requireSignature };
}

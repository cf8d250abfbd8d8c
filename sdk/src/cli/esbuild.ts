// SPDX-License-Identifier: MIT
import { createRequire } from 'node:module';

/** The bundler. An import would read all of it once more, to learn what it exports. */
export const esbuild = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');

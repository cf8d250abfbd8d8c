// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const templates = fileURLToPath(new URL('../templates/', import.meta.url));
const BINARY = new Set(['.f32']);

/**
 * The files of a new project: `{ path, bytes, executable }`. In texts `{{name}}` is the package's name and `{{id}}` that of its
 * bundle. Names that begin with an underscore begin with a dot in the project: npm would not publish all of those as they are.
 */
export function projectFiles(kind, { name, id }) {
  return ['common', kind].flatMap((part) => {
    const folder = path.join(templates, part);
    const found = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return found.map((entry) => {
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      const words = path.relative(folder, file).split(path.sep);
      const bytes = fs.readFileSync(file);
      return {
        path: path.join(...words.map((word) => word.replace(/^_/, '.'))),
        bytes: BINARY.has(path.extname(file)) ? bytes : Buffer.from(fill(bytes.toString('utf8'), { name, id })),
        executable: path.extname(file) === '.sh',
      };
    });
  });
}

function fill(text, values) {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, key) => values[key] ?? whole);
}

// SPDX-License-Identifier: MIT
// Writes src/analytics/option-types.generated.ts: what rules are told, as interfaces. TypeScript could infer them from the zod
// schemas, but the comments of the schemas would not reach an author's editor, as declarations of inferred types have none.
//   node scripts/option-types.mjs           write it
//   node scripts/option-types.mjs --check   exit 1 when it is stale
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'src/analytics');
const output = join(folder, 'option-types.generated.ts');

/** The rules, each in a folder of its own. */
const kinds = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['core', 'rule-set'].includes(entry.name))
  .map((entry) => entry.name)
  .sort();
const camel = (kind) => kind.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const pascal = (kind) => camel(`-${kind}`);

// A file that is nowhere: what the schemas take, and their shapes, to which the comments belong.
const virtual = join(folder, 'option-types.inputs.ts');
const text = [
  `import type * as z from 'zod/mini';`,
  ...kinds.flatMap((kind) => [
    `import type { ${camel(kind)}Options } from './${kind}/options.js';`,
    `export type ${pascal(kind)}Input = z.input<typeof ${camel(kind)}Options>;`,
    `export type ${pascal(kind)}Shape = (typeof ${camel(kind)}Options)['shape'];`,
  ]),
].join('\n');

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists } = host;
host.fileExists = (file) => file === virtual || fileExists(file);
host.getSourceFile = (file, ...rest) => (file === virtual ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : getSourceFile(file, ...rest));
const program = ts.createProgram([virtual], options, host);
const checker = program.getTypeChecker();
const source = program.getSourceFile(virtual);
const types = new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(source)).map((symbol) => [symbol.name, checker.getDeclaredTypeOfSymbol(symbol)]));

function commentOf(symbol) {
  const said = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' ');
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'unit').map((tag) => ` @unit ${ts.displayPartsToString(tag.text)}`);
  return `${said}${tags.join('')}`;
}

function interfaceOf(kind) {
  const shape = types.get(`${pascal(kind)}Shape`);
  const properties = checker.getPropertiesOfType(types.get(`${pascal(kind)}Input`)).map((property) => {
    const comment = commentOf(checker.getPropertyOfType(shape, property.name));
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const type = checker.typeToString(checker.getTypeOfSymbolAtLocation(property, source), source, ts.TypeFormatFlags.NoTruncation);
    return `  /** ${comment} */\n  ${property.name}${optional ? '?' : ''}: ${type};\n`;
  });
  return `/** What \`${pascal(kind)}\` is told; the defaults hold from 320×240 to 4K and from 5 to 60 frames a second. */\nexport interface ${pascal(kind)}Options {\n${properties.join('')}}\n`;
}

const made = `// SPDX-License-Identifier: MIT\n// Made by scripts/option-types.mjs from the schemas of rules; do not edit.\n\n${kinds.map(interfaceOf).join('\n')}`;
let current = '';
try {
  current = readFileSync(output, 'utf8');
} catch {
  // A missing file is a stale one.
}
if (current !== made) {
  if (process.argv.includes('--check')) {
    console.error(`${output} is stale: run node scripts/option-types.mjs in the SDK's folder`);
    process.exit(1);
  }
  writeFileSync(output, made);
}

// SPDX-License-Identifier: MIT
import { parseArgs } from 'node:util';
import { UserError } from './errors.mjs';
import { KINDS } from './kinds.mjs';

const kinds = Object.entries(KINDS)
  .map(([kind, what]) => `                    ${kind.padEnd(10)} ${what}\n`)
  .join('');

export const HELP = `npm create nvts [name] -- [options]: makes a plugin package for nvtsprobe

The name becomes nvts-plugin-<name>; @scope/<name> gives @scope/nvts-plugin-<name>.

  --kind <kind>     what it does:
${kinds}  --folder <dir>    where to make it; a folder of the name when left out
  -y, --yes         asks nothing: a processor where --kind is left out
  -h, --help        shows this

Examples:
  npm create nvts
  npm create nvts door-counter -- --kind analytics

Exit codes: 0 made, 1 it cannot be made there, 2 the command line has errors, 130 interrupted.
`;

/** What the command line says. Throws UserError. */
export function readOptions(args) {
  let parsed;
  try {
    parsed = parseArgs({
      args,
      allowPositionals: true,
      options: {
        kind: { type: 'string' },
        folder: { type: 'string' },
        yes: { type: 'boolean', short: 'y' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UserError(error.message, 2);
  }
  const { values, positionals } = parsed;
  const [name, ...more] = positionals;
  if (more.length > 0) throw new UserError(`one name is expected, got also ${more.join(', ')}`, 2);
  if (values.folder === '') throw new UserError('--folder needs the path of a folder', 2);
  if (values.kind !== undefined) checkKind(values.kind);
  return { ...values, name };
}

/** Throws UserError for what is no kind. */
export function checkKind(kind) {
  if (Object.hasOwn(KINDS, kind)) return;
  throw new UserError(`there is no kind ${JSON.stringify(kind)}: it is one of ${Object.keys(KINDS).join(', ')}`, 2);
}

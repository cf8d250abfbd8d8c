// SPDX-License-Identifier: MIT
import { UserError } from './errors.mjs';

/** Edits (insert, remove, replace, swap neighbours) that turn `a` into `b`. */
export function editDistance(a, b) {
  let beforePrevious = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min(replace, previous[j] + 1, current[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
      }
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length];
}

/** The name that was probably meant, or undefined when none is near. */
export function closest(word, names) {
  let best;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(word, name);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

export function formatHelp(specs, usage) {
  const names = Object.entries(specs).map(([name, { value }]) => `--${name}${value ? ` ${value}` : ''}`);
  const width = Math.max(...names.map((name) => name.length));
  const lines = Object.values(specs).map(({ help }, i) => `  ${names[i].padEnd(width)}  ${help}`);
  return `Usage: ${usage} [options]\n\n${lines.join('\n')}`;
}

/**
 * Reads `--name VALUE`, `--name=VALUE` and flags. `specs` maps a name to `{ value?, help }`: with `value` the option
 * takes one. `--help` yields the help text under `help`.
 */
export function parseOptions(args, specs, usage) {
  const options = {};
  const rest = [...args];
  while (rest.length > 0) {
    const argument = rest.shift();
    if (!argument.startsWith('--')) {
      throw new UserError(`Unexpected argument "${argument}".\n\n${formatHelp(specs, usage)}`);
    }
    const equals = argument.indexOf('=');
    const name = argument.slice(2, equals < 0 ? undefined : equals);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) {
      const near = closest(name, Object.keys(specs));
      const hint = near ? ` Did you mean --${near}?` : '';
      throw new UserError(`Unknown option --${name}.${hint}\n\n${formatHelp(specs, usage)}`);
    }
    if (Object.hasOwn(options, name)) throw new UserError(`--${name} is given twice.`);
    if (!spec.value) {
      if (equals >= 0) throw new UserError(`--${name} takes no value.`);
      options[name] = true;
      continue;
    }
    const value = equals >= 0 ? argument.slice(equals + 1) : rest.shift();
    if (value === undefined || value === '' || (equals < 0 && value.startsWith('--'))) {
      throw new UserError(`--${name} needs a value: --${name} ${spec.value}.`);
    }
    options[name] = value;
  }
  if (options.help) options.help = formatHelp(specs, usage);
  return options;
}

// SPDX-License-Identifier: MIT
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** What a short command printed, or undefined when it is missing or failed. */
export function capture(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  return result.status === 0 ? result.stdout : undefined;
}

export function findCommand(name, searchPath = process.env.PATH ?? '') {
  for (const folder of searchPath.split(path.delimiter)) {
    const file = path.join(folder, name);
    try {
      fs.accessSync(file, fs.constants.X_OK);
      if (fs.statSync(file).isFile()) return file;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Splits a byte stream into lines; a carriage return ends a line too, as progress meters use it. */
export function lineSplitter(onLine) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    write(chunk) {
      const lines = (rest + decoder.write(chunk)).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    end() {
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}

/**
 * Runs a command to its end and hands each line of its output to `onLine`.
 * Resolves to `{ code, signal, error }`; never rejects.
 */
export function runCommand(command, args, { onLine, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', onLine ? 'pipe' : 'inherit', onLine ? 'pipe' : 'inherit'],
      ...options,
    });
    const splitters = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream || !onLine) continue;
      const splitter = lineSplitter(onLine);
      splitters.push(splitter);
      stream.on('data', (chunk) => splitter.write(chunk));
    }
    child.on('error', (error) => resolve({ code: null, signal: null, error }));
    child.on('close', (code, signal) => {
      for (const splitter of splitters) splitter.end();
      resolve({ code, signal, error: undefined });
    });
  });
}

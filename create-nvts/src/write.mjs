// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import path from 'node:path';
import { UserError } from './errors.mjs';

/**
 * Writes a project's files into a folder that is not there yet, or empty. All of them are written beside it first, so that an
 * interrupted run leaves no half of a project. Throws UserError.
 */
export function writeProject(folder, files) {
  const parent = path.dirname(folder);
  checkPlace(folder, parent);
  const partial = attempt(parent, () => fs.mkdtempSync(path.join(parent, '.create-nvts-')));
  try {
    attempt(partial, () => {
      for (const { path: name, bytes, executable } of files) {
        const file = path.join(partial, name);
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, bytes, { mode: executable ? 0o777 : 0o666 });
      }
      // A temporary folder is its owner's alone; a project is as readable as other folders.
      fs.chmodSync(partial, 0o777 & ~process.umask());
    });
    attempt(folder, () => fs.renameSync(partial, folder));
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

function checkPlace(folder, parent) {
  const above = attempt(parent, () => fs.statSync(parent, { throwIfNoEntry: false }));
  if (!above?.isDirectory()) throw new UserError(`there is no folder ${parent}: make it first`);
  const there = attempt(folder, () => fs.lstatSync(folder, { throwIfNoEntry: false }));
  if (!there) return;
  if (there.isSymbolicLink()) throw new UserError(`${folder} is a link: name the folder itself`);
  if (!there.isDirectory()) throw new UserError(`${folder} is a file: choose another name, or --folder DIR`);
  if (fs.realpathSync(folder) === fs.realpathSync(process.cwd())) {
    throw new UserError('a project is made in a folder of its own: go to the folder above, or leave --folder out');
  }
  const entries = attempt(folder, () => fs.readdirSync(folder));
  if (entries.length > 0) {
    throw new UserError(`${folder} is not empty (${entries.slice(0, 3).join(', ')}${entries.length > 3 ? ', ...' : ''}): choose another name, or --folder DIR`);
  }
}

const REASONS = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'something has come to be there meanwhile',
  ENOTEMPTY: 'something has come to be there meanwhile',
};

function attempt(place, action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof UserError || !('code' in error)) throw error;
    throw new UserError(`nothing was made in ${place}: ${REASONS[error.code] ?? error.message}`);
  }
}

// SPDX-License-Identifier: MIT
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { UserError } from './errors.mjs';
import { dataDir } from './paths.mjs';
import { capture, findCommand } from './process.mjs';
import { runLogged, step } from './progress.mjs';

const kPackage = 'opencv-doc';
const kSha256 = '45cddc9490be69345cbdab64ca583be65987e864ca408038e648db99e10516cf';

/** The demo's clip: pedestrians on a campus, 768x576, 795 frames, from Debian's and Ubuntu's package of OpenCV samples. */
export const clipFile = path.join(dataDir, 'vtest.avi');

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The clip's bytes from a file that may be gzipped; undefined when it is another clip. */
export function readClip(file, expected = kSha256) {
  if (!fs.existsSync(file)) return undefined;
  const raw = fs.readFileSync(file);
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
  return sha256(bytes) === expected ? bytes : undefined;
}

/** The file under `folder` (its own name or with .gz) wherever the package keeps it. */
export function findFile(folder, name) {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && (entry.name === name || entry.name === `${name}.gz`)) {
      return path.join(entry.parentPath ?? entry.path, entry.name);
    }
  }
  return undefined;
}

function explain(reason) {
  return new UserError(
    `The demo's clip (vtest.avi from the package ${kPackage}) cannot be had: ${reason}\n\n` +
      'Run the demo on a video of your own instead, with the detections recorded for it:\n\n' +
      '  npm run demo -- --video FILE --recording FILE [--script FILE] [--params FILE]',
  );
}

/** apt's settings for package lists of our own, which need no root rights. */
function privateLists(folder) {
  for (const name of ['lists/partial', 'cache/archives/partial']) {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
  }
  return ['-o', `Dir::State::Lists=${path.join(folder, 'lists')}`, '-o', `Dir::Cache=${path.join(folder, 'cache')}`];
}

async function download(update, folder) {
  const get = (lists) =>
    runLogged(update, 'clip-download', 'apt-get', ['-o', 'quiet=0', ...lists, 'download', kPackage], { cwd: folder });
  const policy = capture('apt-cache', ['policy', kPackage], { env: { ...process.env, LC_ALL: 'C' } }) ?? '';
  if (/Candidate: (?!\(none\))/.test(policy)) {
    try {
      return await get([]);
    } catch {
      update('the package lists are out of date');
    }
  }
  const lists = privateLists(path.join(folder, 'apt'));
  await runLogged(update, 'clip-lists', 'apt-get', ['-o', 'quiet=0', ...lists, 'update']);
  return get(lists);
}

async function unpack(update, folder) {
  const archive = fs.readdirSync(folder).find((name) => name.endsWith('.deb'));
  const script = 'dpkg-deb --fsys-tarfile "$1" | tar -x --wildcards "*/vtest.avi*"';
  await runLogged(update, 'clip-unpack', 'sh', ['-c', script, 'sh', archive], { cwd: folder });
  const bytes = readClip(findFile(folder, 'vtest.avi') ?? '');
  if (!bytes) throw new UserError(`the vtest.avi in ${archive} is not the clip that the recording belongs to.`);
  const partial = `${clipFile}.partial`;
  fs.writeFileSync(partial, bytes);
  fs.renameSync(partial, clipFile);
}

/** Sees to it that the clip is in build/data; it is fetched once. */
export async function ensureClip() {
  if (readClip(clipFile)) return clipFile;
  for (const tool of ['apt-get', 'dpkg-deb']) {
    if (!findCommand(tool)) throw explain(`there is no ${tool} on this system.`);
  }
  const folder = path.join(dataDir, 'download');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  try {
    await step('Getting the clip (96 MB, once)', (update) => download(update, folder));
    await step('Unpacking the clip', (update) => unpack(update, folder));
  } catch (error) {
    if (error instanceof UserError) throw explain(error.message);
    throw error;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  return clipFile;
}

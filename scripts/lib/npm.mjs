// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { runLogged, step } from './progress.mjs';

/**
 * True when what npm says it installed (`node_modules/.package-lock.json`) is what the lock file asks for. Optional
 * packages are of other platforms where they are absent.
 */
export function matchesLock(lock, installed) {
  for (const [location, wanted] of Object.entries(lock.packages ?? {})) {
    if (!location.startsWith('node_modules/') && !location.includes('/node_modules/')) continue;
    const found = installed.packages?.[location];
    if (!found) {
      if (wanted.optional || wanted.devOptional) continue;
      return false;
    }
    if (found.version !== wanted.version || (found.link ?? false) !== (wanted.link ?? false)) return false;
    if (wanted.integrity !== undefined && found.integrity !== wanted.integrity) return false;
  }
  return true;
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isInstalled() {
  const lock = readJson(path.join(root, 'package-lock.json'));
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'));
  return lock !== undefined && installed !== undefined && matchesLock(lock, installed);
}

/** Installs the lock file's packages, running none of their scripts, unless they are there already. */
export async function ensureNpmPackages() {
  if (isInstalled()) return;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  await step('Installing npm packages from the lock file', (update) => runLogged(update, 'npm-ci', 'npm', args));
}

/** The folders of the workspaces that exist, dependencies first: the SDK, the Node binding, then the examples by name. */
export function listWorkspaces() {
  const folders = [path.join(root, 'sdk'), path.join(root, 'runtime', 'node')];
  const examples = path.join(root, 'examples');
  if (fs.existsSync(examples)) {
    for (const name of fs.readdirSync(examples).sort()) folders.push(path.join(examples, name));
  }
  return folders.flatMap((folder) => {
    const manifest = readJson(path.join(folder, 'package.json'));
    return manifest ? [{ folder, name: manifest.name, scripts: manifest.scripts ?? {} }] : [];
  });
}

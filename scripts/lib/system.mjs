// SPDX-License-Identifier: MIT
import fs from 'node:fs';
import { UserError } from './errors.mjs';
import {
  aptCommandLine,
  aptInstallArguments,
  choosePackages,
  findMissing,
  parseInstallablePackages,
  parseInstalledPackages,
  requirements,
} from './packages.mjs';
import { compareVersions, describeSystem, findVersion } from './platform.mjs';
import { capture, findCommand } from './process.mjs';
import { runLogged, step } from './progress.mjs';

function readSystem() {
  try {
    return describeSystem(fs.readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return describeSystem('');
  }
}

function queryInstalled() {
  const names = requirements.flatMap((item) => item.packages);
  // dpkg-query exits 1 when one of the names is unknown and still lists the others.
  const script = 'dpkg-query -W -f \'${db:Status-Abbrev} ${binary:Package}\\n\' "$@" 2>/dev/null; true';
  return parseInstalledPackages(capture('sh', ['-c', script, 'sh', ...names]) ?? '');
}

function queryInstallable(missing) {
  const names = missing.flatMap((item) => item.packages);
  return parseInstallablePackages(
    capture('apt-cache', ['policy', ...names], { env: { ...process.env, LC_ALL: 'C' } }) ?? '',
  );
}

/** True when the requirement is met by something that dpkg does not know of. */
function isProvided({ commands, modules, elements }) {
  if (commands) return commands.some((name) => findCommand(name) !== undefined);
  if (modules) return modules.some((name) => capture('pkg-config', ['--exists', name]) !== undefined);
  return elements.every((name) => capture('gst-inspect-1.0', ['--exists', name]) !== undefined);
}

/** How to become root: a command prefix, or undefined when there is no way without asking the user to type one. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (!findCommand('sudo')) return undefined;
  if (capture('sudo', ['-n', 'true']) !== undefined) return ['sudo', '-n'];
  return process.stdin.isTTY && process.stdout.isTTY ? ['sudo'] : undefined;
}

async function aptGet(prefix, title, log, args) {
  const frontend = process.env.DEBIAN_FRONTEND ?? 'noninteractive';
  const [command, ...rest] = [...prefix, 'env', `DEBIAN_FRONTEND=${frontend}`, 'apt-get', ...args];
  await step(title, (update) => runLogged(update, log, command, rest));
}

function explainUnavailable(system, unavailable) {
  const hint = system.isUbuntu
    ? 'On Ubuntu they are in the component "universe": sudo add-apt-repository universe'
    : 'nvtsprobe is built on Debian 12 and Ubuntu 22.04 or newer releases of these.';
  return `apt offers no package for: ${unavailable.join(', ')} (this is ${system.name}).\n${hint}`;
}

async function installMissing(system, missing) {
  const { chosen, unavailable } = choosePackages(missing, queryInstallable(missing));
  const wanted = [...chosen, ...unavailable];
  const prefix = rootPrefix();
  if (!prefix) {
    throw new UserError(
      'System packages are missing, and there is no root access here to install them. Run this, then try again:\n\n' +
        `  ${aptCommandLine(wanted)}`,
    );
  }
  if (prefix.length === 1) {
    console.log(`System packages to install: ${wanted.join(' ')}\nsudo may ask for your password.`);
    if (capture('sudo', ['-v'], { stdio: 'inherit' }) === undefined) {
      throw new UserError(`sudo was refused. Ask an administrator to run:\n\n  ${aptCommandLine(wanted)}`);
    }
  }
  let updated = false;
  const update = async () => {
    await aptGet(prefix, 'Reading the package lists', 'apt-update', ['update']);
    updated = true;
  };
  if (unavailable.length > 0) await update();
  const choice = choosePackages(missing, queryInstallable(missing));
  if (choice.unavailable.length > 0) throw new UserError(explainUnavailable(system, choice.unavailable));
  const count = choice.chosen.length;
  const title = `Installing ${count} system package${count === 1 ? '' : 's'}`;
  const install = () => aptGet(prefix, title, 'apt-install', aptInstallArguments(choice.chosen));
  try {
    await install();
  } catch (error) {
    // Lists that are days old name files that the archive no longer has.
    if (updated) throw error;
    await update();
    await install();
  }
}

function installedVersion({ commands, modules }) {
  if (commands) return findVersion(capture(commands[0], ['--version']) ?? '');
  return capture('pkg-config', ['--modversion', modules[0]])?.trim();
}

function checkVersions(system) {
  for (const item of requirements) {
    if (!item.minimum) continue;
    const version = installedVersion(item);
    if (version === undefined || compareVersions(version, item.minimum) >= 0) continue;
    const name = item.commands?.[0] ?? item.modules[0];
    throw new UserError(
      `${name} ${version} is too old: ${item.minimum} or newer is needed. ` +
        `This is ${system.name}; Debian 12 and Ubuntu 22.04 have it.`,
    );
  }
}

/** Sees to it that compilers, libraries and GStreamer's plugins are there, installing only what is missing. */
export async function ensureSystemPackages() {
  const system = readSystem();
  const missing = findMissing(queryInstalled(), isProvided);
  if (missing.length > 0) {
    if (!system.usesApt || !findCommand('apt-get')) {
      const names = missing.map((item) => item.packages[0]).join(', ');
      throw new UserError(
        `Missing on ${system.name}: what Debian packages as ${names}.\n` +
          "Install these with your system's package manager, then try again.",
      );
    }
    await installMissing(system, missing);
  }
  checkVersions(system);
}

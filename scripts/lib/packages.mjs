// SPDX-License-Identifier: MIT

/**
 * What a build and a demo need from the system. `packages` are alternatives, the best first. Wherever it came from,
 * one of `commands` on PATH, one of pkg-config's `modules` or all of GStreamer's `elements` meets a requirement too.
 */
export const requirements = [
  { packages: ['cmake'], commands: ['cmake'], minimum: '3.22' },
  { packages: ['ninja-build'], commands: ['ninja', 'make'] },
  { packages: ['g++'], commands: ['g++', 'clang++'], minimum: '11' },
  { packages: ['pkg-config', 'pkgconf'], commands: ['pkg-config'] },
  { packages: ['libgstreamer1.0-dev'], modules: ['gstreamer-1.0'], minimum: '1.20' },
  { packages: ['libgstreamer-plugins-base1.0-dev'], modules: ['gstreamer-video-1.0'] },
  {
    packages: ['libjavascriptcoregtk-4.1-dev', 'libjavascriptcoregtk-6.0-dev'],
    modules: ['javascriptcoregtk-4.1', 'javascriptcoregtk-6.0'],
  },
  { packages: ['libjson-glib-dev'], modules: ['json-glib-1.0'] },
  { packages: ['libyaml-dev'], modules: ['yaml-0.1'] },
  { packages: ['zlib1g-dev'], modules: ['zlib'] },
  { packages: ['nettle-dev'], modules: ['hogweed'] },
  { packages: ['libcairo2-dev'], modules: ['cairo'] },
  { packages: ['libpango1.0-dev'], modules: ['pangocairo'] },
  { packages: ['gstreamer1.0-tools'], commands: ['gst-launch-1.0'] },
  { packages: ['gstreamer1.0-plugins-base'], elements: ['videoconvert', 'decodebin'] },
  { packages: ['gstreamer1.0-plugins-good'], elements: ['avidemux', 'mp4mux', 'pngenc'] },
  { packages: ['gstreamer1.0-plugins-bad'], elements: ['h264parse'] },
  { packages: ['gstreamer1.0-plugins-ugly'], elements: ['x264enc'] },
  { packages: ['gstreamer1.0-libav'], elements: ['avdec_h264'] },
];

/** The names that are installed, from `dpkg-query -W -f '${db:Status-Abbrev} ${binary:Package}\n'`. */
export function parseInstalledPackages(text) {
  const installed = new Set();
  for (const line of text.split('\n')) {
    const match = /^.i.\s+([^\s:]+)/.exec(line);
    if (match) installed.add(match[1]);
  }
  return installed;
}

/** The names that apt could install, from `apt-cache policy`. */
export function parseInstallablePackages(text) {
  const installable = new Set();
  let name;
  for (const line of text.split('\n')) {
    const heading = /^(\S+):$/.exec(line);
    if (heading) name = heading[1];
    const candidate = /^\s+Candidate:\s*(\S+)/.exec(line);
    if (candidate && candidate[1] !== '(none)' && name) installable.add(name);
  }
  return installable;
}

/** The requirements that neither an installed package nor `isProvided(requirement)` meets. */
export function findMissing(installed, isProvided, wanted = requirements) {
  return wanted.filter((item) => !item.packages.some((name) => installed.has(name)) && !isProvided(item));
}

/** One package for each missing requirement: the first that apt offers. `unavailable` has those that it does not. */
export function choosePackages(missing, installable) {
  const chosen = [];
  const unavailable = [];
  for (const { packages } of missing) {
    const name = packages.find((candidate) => installable.has(candidate));
    if (name) chosen.push(name);
    else unavailable.push(packages[0]);
  }
  return { chosen, unavailable };
}

export function aptInstallArguments(packages) {
  return ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages];
}

/** The line that a person without root rights through this script has to run. */
export function aptCommandLine(packages) {
  return `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

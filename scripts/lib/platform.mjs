// SPDX-License-Identifier: MIT

/** Reads the KEY=value lines of /etc/os-release. */
export function parseOsRelease(text) {
  const fields = {};
  for (const line of text.split('\n')) {
    const match = /^([A-Z0-9_]+)=(.*)$/.exec(line.trim());
    if (match) fields[match[1]] = match[2].replace(/^(['"])(.*)\1$/, '$2').replace(/\\(["$`\\])/g, '$1');
  }
  return fields;
}

/** What the set-up may do on this system: only Debian and what derives from it is installed to. */
export function describeSystem(osReleaseText) {
  const fields = parseOsRelease(osReleaseText);
  const families = [fields.ID ?? '', ...(fields.ID_LIKE ?? '').split(/\s+/)];
  return {
    id: fields.ID ?? 'unknown',
    name: fields.PRETTY_NAME ?? fields.NAME ?? 'an unknown system',
    usesApt: families.includes('debian') || families.includes('ubuntu'),
    isUbuntu: families.includes('ubuntu'),
  };
}

/** Compares dotted versions by number: negative when `a` is older than `b`. */
export function compareVersions(a, b) {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The first dotted number in a tool's `--version` output. */
export function findVersion(text) {
  return /\d+(?:\.\d+)+|\d+/.exec(text)?.[0];
}

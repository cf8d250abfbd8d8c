// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import {
  aptCommandLine,
  choosePackages,
  findMissing,
  parseInstallablePackages,
  parseInstalledPackages,
  requirements,
} from '../../scripts/lib/packages.mjs';

const kWanted = [
  { packages: ['tool'], commands: ['tool'] },
  { packages: ['libnew-dev', 'libold-dev'], modules: ['new'] },
];

describe('what is installed', () => {
  test('only fully installed packages count, with and without an architecture', () => {
    const text = 'ii  cmake\nii  zlib1g-dev:amd64\nun  ninja-build\nrc  g++\nhi  held-back\n';
    expect([...parseInstalledPackages(text)]).toEqual(['cmake', 'zlib1g-dev', 'held-back']);
  });

  test('an installed alternative meets a requirement', () => {
    expect(findMissing(new Set(['tool', 'libold-dev']), () => false, kWanted)).toEqual([]);
  });

  test('a tool that no package brought meets a requirement', () => {
    const missing = findMissing(new Set(), (item) => item.packages[0] === 'tool', kWanted);
    expect(missing).toEqual([kWanted[1]]);
  });
});

describe('what is to be installed', () => {
  const policy =
    'libnew-dev:\n  Installed: (none)\n  Candidate: (none)\nlibold-dev:\n  Installed: (none)\n  Candidate: 2.0-1\n';

  test('packages without a candidate are not installable', () => {
    expect([...parseInstallablePackages(policy)]).toEqual(['libold-dev']);
  });

  test('the first alternative that apt offers is chosen', () => {
    expect(choosePackages([kWanted[1]!], parseInstallablePackages(policy))).toEqual({
      chosen: ['libold-dev'],
      unavailable: [],
    });
    expect(choosePackages([kWanted[1]!], new Set(['libold-dev', 'libnew-dev'])).chosen).toEqual(['libnew-dev']);
  });

  test('a requirement that apt cannot meet is named by its first alternative', () => {
    expect(choosePackages(kWanted, new Set(['tool']))).toEqual({ chosen: ['tool'], unavailable: ['libnew-dev'] });
  });

  test('the command for an administrator updates the lists first', () => {
    expect(aptCommandLine(['a', 'b'])).toBe(
      'sudo apt-get update && sudo apt-get install -y --no-install-recommends a b',
    );
  });

  test('every requirement names a package and a way to meet it without one', () => {
    for (const item of requirements) {
      expect(item.packages.length, JSON.stringify(item)).toBeGreaterThan(0);
      expect(item.commands ?? item.modules ?? item.elements, JSON.stringify(item)).toBeDefined();
    }
  });
});

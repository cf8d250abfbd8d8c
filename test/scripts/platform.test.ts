// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { compareVersions, describeSystem, findVersion, parseOsRelease } from '../../scripts/lib/platform.mjs';

const kUbuntu = 'PRETTY_NAME="Ubuntu 22.04.5 LTS"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\n';

describe('os-release', () => {
  test('values lose their quotes and escapes', () => {
    expect(parseOsRelease(`A="x y"\nB='z'\nC="\\$5"\n# comment\nD=plain`)).toEqual({
      A: 'x y',
      B: 'z',
      C: '$5',
      D: 'plain',
    });
  });

  test('Ubuntu is told from Debian, and both use apt', () => {
    expect(describeSystem(kUbuntu)).toEqual({
      id: 'ubuntu',
      name: 'Ubuntu 22.04.5 LTS',
      usesApt: true,
      isUbuntu: true,
    });
    expect(describeSystem('ID=debian\n')).toMatchObject({ usesApt: true, isUbuntu: false });
  });

  test('a derivative of Ubuntu is installed to as Ubuntu is', () => {
    expect(describeSystem('ID=linuxmint\nID_LIKE="ubuntu debian"')).toMatchObject({ usesApt: true, isUbuntu: true });
  });

  test('another family and a missing file are left alone', () => {
    expect(describeSystem('ID=fedora\nID_LIKE="rhel centos"').usesApt).toBe(false);
    expect(describeSystem('')).toMatchObject({ id: 'unknown', usesApt: false });
  });
});

describe('versions', () => {
  test('parts compare as numbers', () => {
    expect(compareVersions('1.20.3', '1.20')).toBeGreaterThan(0);
    expect(compareVersions('1.9', '1.20')).toBeLessThan(0);
    expect(compareVersions('3.22', '3.22.0')).toBe(0);
  });

  test.each([
    ['cmake version 3.25.1\n\nCMake suite', '3.25.1'],
    ['g++ (Ubuntu 11.4.0-1ubuntu1~22.04) 11.4.0', '11.4.0'],
    ['no digits', undefined],
  ])('the version is found in %j', (text, version) => {
    expect(findVersion(text)).toBe(version);
  });
});

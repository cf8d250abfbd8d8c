// SPDX-License-Identifier: MIT
import { describe, expect, test } from 'vitest';
import { formatResults, readCTestJUnit, readVitestJson, settle, sumResults } from '../../scripts/lib/results.mjs';

describe('the closing line', () => {
  test('skipped tests are named only where there are any', () => {
    expect(formatResults({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(formatResults({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  });

  test('suites add up', () => {
    const parts = [
      { passed: 3, failed: 1, skipped: 0 },
      { passed: 4, failed: 0, skipped: 2 },
    ];
    expect(sumResults(parts)).toEqual({ passed: 7, failed: 1, skipped: 2 });
  });
});

describe('a suite', () => {
  test('that ran nothing has failed, even with exit code 0', () => {
    expect(settle({ passed: 0, failed: 0, skipped: 0 }, 0).failed).toBe(1);
    expect(settle(undefined, 0).failed).toBe(1);
  });

  test('that crashed after its tests passed has failed', () => {
    expect(settle({ passed: 9, failed: 0, skipped: 0 }, 1)).toEqual({ passed: 9, failed: 1, skipped: 0 });
  });

  test('that failed by its tests is counted as they are', () => {
    expect(settle({ passed: 9, failed: 3, skipped: 1 }, 1)).toEqual({ passed: 9, failed: 3, skipped: 1 });
  });
});

describe('reports', () => {
  test('CTest counts disabled and skipped tests as skipped', () => {
    const xml =
      '<?xml version="1.0"?>\n<testsuite name="(empty)" tests="7" failures="1" disabled="1" skipped="2" time="1">';
    expect(readCTestJUnit(xml)).toEqual({ passed: 3, failed: 1, skipped: 3 });
  });

  test('a file that vitest could not load is a failure of its own', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    };
    expect(readVitestJson(JSON.stringify(report))).toEqual({ passed: 5, failed: 2, skipped: 3 });
  });

  test('what is no report yields no counts', () => {
    expect(readCTestJUnit('')).toBeUndefined();
    expect(readVitestJson('{"numPassed')).toBeUndefined();
  });
});

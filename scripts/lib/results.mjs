// SPDX-License-Identifier: MIT

/** Adds up `{ passed, failed, skipped }` of several suites. */
export function sumResults(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) {
    for (const key of Object.keys(total)) total[key] += result[key];
  }
  return total;
}

/** The line that ends a test run: `N passed, N failed`, and the skipped ones where there are any. */
export function formatResults({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * A suite that ended badly with no failed test (it crashed, did not compile or found nothing to run) counts as one
 * failure, so that it can never pass by running nothing.
 */
export function settle(counts, exitCode) {
  const ran = counts ?? { passed: 0, failed: 0, skipped: 0 };
  const nothingRan = ran.passed + ran.failed + ran.skipped === 0;
  const failed = ran.failed === 0 && (exitCode !== 0 || nothingRan) ? 1 : ran.failed;
  return { passed: ran.passed, failed, skipped: ran.skipped };
}

/** Counts the tests in the JUnit file that `ctest --output-junit` writes; undefined when it is not one. */
export function readCTestJUnit(xml) {
  const suite = /<testsuite\b[^>]*>/.exec(xml ?? '')?.[0];
  if (!suite) return undefined;
  const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  const skipped = count('skipped') + count('disabled');
  return { passed: count('tests') - failed - skipped, failed, skipped };
}

/** Counts the tests in vitest's JSON report; a file that failed to load counts as one failure. */
export function readVitestJson(text) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return undefined;
  }
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + broken.length,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

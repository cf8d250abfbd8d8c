// SPDX-License-Identifier: MIT
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const ignored = ['**/node_modules/**', '**/dist/**', 'build/**', 'out/**'];

export default defineConfig({
  test: {
    // By itself vitest leaves a core to the terminal, which is half of a machine of two.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['sdk/**/*.test.ts', 'examples/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...ignored, 'test/pipelines/**', 'test/node/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'pipelines',
          include: ['test/pipelines/**/*.test.ts', 'test/node/**/*.test.ts'],
          exclude: ignored,
          // Each test starts processes of its own; side by side on a small machine they would time each other out.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

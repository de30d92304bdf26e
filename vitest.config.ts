import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/app/**'],
          testTimeout: 60_000,
          pool: 'threads',
        },
      },
      {
        test: {
          name: 'app',
          include: ['test/app/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          pool: 'threads',
          fileParallelism: false,
        },
      },
    ],
  },
});

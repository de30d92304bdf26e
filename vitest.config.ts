import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

/** The Chromium that `npm test` found; a software rasterizer draws where there is no GPU. */
const chromium = process.env.CHROME_PATH ?? '/usr/bin/chromium';

export default defineConfig({
  test: {
    projects: [
      {
        optimizeDeps: {
          include: [
            'fast-check',
            'fflate',
            'fzstd',
            'hyparquet/src/column.js',
            'hyparquet/src/convert.js',
            'hyparquet/src/metadata.js',
            'hyparquet/src/snappy.js',
            'preact',
            '@preact/signals',
            'valibot',
          ],
        },
        test: {
          name: 'browser',
          sequence: { groupOrder: 1 },
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: chromium,
                args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
              },
            }),
            instances: [{ browser: 'chromium', viewport: { width: 1280, height: 720 } }],
          },
        },
      },
      {
        test: {
          name: 'node',
          sequence: { groupOrder: 0 },
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/app/**'],
          testTimeout: 60_000,
          pool: 'threads',
        },
      },
      {
        test: {
          name: 'app',
          sequence: { groupOrder: 2 },
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

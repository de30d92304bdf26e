// `npm test`: on a bare clone installs what is needed, builds, checks the house and runs every test.
// Arguments go to vitest. The last line reads `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDependencies, root, run } from './run.mjs';

installDependencies();
const { ensureChromium } = await import('./ensure-browser.mjs');
process.env.CHROME_PATH = await ensureChromium();
run(process.execPath, ['scripts/build.mjs']);

const tally = { passed: 0, failed: 0 };
const { checks } = await import('./check.mjs');
for (const { name, args } of checks) {
  const check = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  tally[check.status === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${check.status === 0 ? '✓' : '✗'} check: ${name}`);
}

const folder = mkdtempSync(join(tmpdir(), 'firstlight-tests-'));
const report = join(folder, 'report.json');
const vitest = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  tally.passed += numPassedTests;
  tally.failed += numFailedTests;
  if (vitest.status !== 0 && numFailedTests === 0) tally.failed += Math.max(1, numFailedTestSuites);
} catch {
  tally.failed += 1;
}
rmSync(folder, { recursive: true, force: true });
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 ? 0 : 1;

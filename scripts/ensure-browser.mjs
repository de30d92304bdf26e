// Finds a Chromium for the browser tests: CHROME_PATH, the system's, Playwright's; as root on Debian or Ubuntu the
// distribution's is installed, announced before it is done. Prints its path; fails clearly where there is none.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const systemPaths = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
  ],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'],
};

/** Path of a Chromium that runs, or undefined. */
async function findChromium() {
  const candidates = [process.env.CHROME_PATH, ...(systemPaths[process.platform] ?? [])];
  const { chromium } = await import('playwright-core');
  candidates.push(chromium.executablePath());
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** Path of a Chromium, installed if need be. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found !== undefined) return found;
  console.log('No Chromium found. Asking Playwright’s installer for one …');
  spawnSync('npx', ['playwright-core', 'install', '--with-deps', 'chromium-headless-shell', 'chromium'], {
    stdio: 'inherit',
    timeout: 300_000,
    shell: process.platform === 'win32',
  });
  const downloaded = await findChromium();
  if (downloaded !== undefined) return downloaded;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log('Installing the distribution’s Chromium with apt-get (packages: chromium) …');
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment });
    spawnSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: 'inherit', env: environment });
    const installed = await findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error('The browser tests need Chromium: install it, or set CHROME_PATH to its executable.');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(await ensureChromium());

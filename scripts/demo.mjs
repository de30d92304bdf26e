// `npm run demo`: on a bare clone installs, builds, makes the demo recordings, starts the server and opens a browser.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { installDependencies, root, run } from './run.mjs';

installDependencies();
console.log('Building …');
run(process.execPath, ['scripts/build.mjs']);
const server = spawn(process.execPath, [join(root, 'dist', 'cli', 'main.js'), 'demo', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => server.kill(name));
server.on('exit', (code) => process.exit(code ?? 0));

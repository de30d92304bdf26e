import { spawn } from 'node:child_process';

/**
 * Opens the system's browser at a URL, where there is a screen to show it on. Resolves to whether one was started;
 * failing is no error, the link was printed. `BROWSER` names another program, as on many Unix systems.
 */
export async function openBrowser(url: string, environment: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const command = browserCommand(environment, process.platform);
  if (command === undefined) return false;
  return new Promise((resolve) => {
    const [program = '', ...args] = command;
    const browser = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
    browser.on('error', () => resolve(false));
    browser.on('spawn', () => {
      browser.unref();
      resolve(true);
    });
  });
}

/** Program and arguments that open a URL; undefined without a screen. */
export function browserCommand(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly string[] | undefined {
  if (environment.BROWSER === 'none') return undefined;
  if (environment.BROWSER !== undefined && environment.BROWSER !== '') return [environment.BROWSER];
  // `start` would take & in a URL for the end of the command.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  if (platform === 'darwin') return ['open'];
  const hasScreen = (environment.DISPLAY ?? '') !== '' || (environment.WAYLAND_DISPLAY ?? '') !== '';
  return hasScreen ? ['xdg-open'] : undefined;
}

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The platform's folder for caches of this program: `$XDG_CACHE_HOME/firstlight` (else `~/.cache/firstlight`) on Linux
 * and others, `~/Library/Caches/firstlight` on macOS, `%LOCALAPPDATA%\firstlight\Cache` on Windows.
 * Source: XDG Base Directory Specification 0.8 (a relative path there is invalid and ignored).
 */
export function cacheFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'firstlight', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'firstlight');
  const wanted = environment.XDG_CACHE_HOME;
  return join(wanted !== undefined && isAbsolute(wanted) ? wanted : join(home, '.cache'), 'firstlight');
}

/**
 * The URL of a built file, `name` below the build's root. Workers and kernels are started from built files also when
 * this module runs from its source, as tests do.
 */
export function builtFile(name: string, moduleUrl: string = import.meta.url): URL {
  const root = /\/src\/node\/[^/]+\.ts$/.test(new URL(moduleUrl).pathname) ? '../../dist/' : '../';
  return new URL(`${root}${name}`, moduleUrl);
}

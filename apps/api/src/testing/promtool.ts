import { spawnSync } from 'node:child_process';

/** The end of the title of a suite that needs promtool. Empty if it is installed, otherwise installation advice. */
export const noPromtool =
  spawnSync('promtool', ['--version']).status === 0
    ? ''
    : ' [promtool: not found; install Prometheus (Debian: apt-get install prometheus)]';

/** Runs promtool with this text as its input, and returns its complaints; empty for none. */
export function promtool(options: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('promtool', options, { input, encoding: 'utf8' });
  return status === 0 ? '' : `promtool ended with ${status}: ${stdout}${stderr}`;
}

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The path of the browser: `CHROMIUM_PATH`, else the first on the PATH or at Debian's path; null without one. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return existsSync(named) ? named : null;
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => programs.map((program) => join(folder, program)));
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

/** Starts the browser without a window. `more`: further command-line switches. */
export function launchChromium(program: string | null, more: readonly string[] = []): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-background-networking', ...more];
  return chromium.launch({ executablePath: program ?? '', args });
}

/** Instructions to install it, for the line that names a skipped suite. */
export const howToGetChromium = 'install Chromium (Debian: apt-get install chromium), or name one in CHROMIUM_PATH';

// Portkey's gateway, from the file in PORTKEY_FILE. Its own server runs in a process that reports like the other
// measured processes.
import { pathToFileURL } from 'node:url';
import { findFreePort } from '../peers/find-free-port.ts';
import { reportToParent } from './reporting.ts';

const port = await findFreePort();
process.argv.push(`--port=${port}`, '--headless');
// Its output at the start is not part of the table.
process.stdout.write = () => true;
await import(pathToFileURL(process.env.PORTKEY_FILE ?? '').href);
await untilItAnswers(`http://127.0.0.1:${port}`);
reportToParent({ url: `http://127.0.0.1:${port}/v1`, upstream: process.env.UPSTREAM_URL ?? '' }, async () => {});

async function untilItAnswers(url: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await fetch(url).catch(() => null))?.ok) {
    if (performance.now() > deadline) throw new Error('Portkey did not answer within ten seconds of its start.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { spawnChild } from '@penstock/testing';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const adminKey = 'psk_admin_of_a_test_process';

/** The service in a separate process, which can be killed. */
export type ServiceProcess = {
  url: string;
  /** `Bearer KEY`. */
  authorization: string;
  /** Sends the signal and waits for the end. Resolves to the exit code; null if a signal ended the process. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
};

/** A process that may not listen yet. */
export type LaunchedProcess = Pick<ServiceProcess, 'stop'> & {
  /** Rejects if the process ends before it listens. */
  listening: Promise<ServiceProcess>;
};

/** Starts `main.ts` in `folder`, which contains its `policy.yml`, and waits until it listens. */
export function startProcess(folder: string, environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  return launchProcess(folder, environment).listening;
}

/** The same without waiting, so that it can be stopped at any moment. */
export function launchProcess(folder: string, environment: Readonly<Record<string, string>>): LaunchedProcess {
  const child = spawnChild(process.execPath, [main], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'fatal',
      PENSTOCK_PRICE_UPDATES: 'false',
      PENSTOCK_ADMIN_KEY: adminKey,
      PENSTOCK_POLICY: 'policy.yml',
      ...environment,
    },
  });
  return { listening: untilListening(child), stop: (signal) => stop(child, signal) };
}

async function untilListening(child: ChildProcess & { stdout: Readable }): Promise<ServiceProcess> {
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^API\s+(\S+)\/graphql$/.exec(line)?.[1];
    if (url === undefined) continue;
    return { url, authorization: `Bearer ${adminKey}`, stop: (signal) => stop(child, signal) };
  }
  throw new Error('The service ended before it listened.');
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}

// The thread of the watchdog. It is plain JavaScript, so that it does not load the type stripper.
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { workerData } from 'node:worker_threads';

/** @type {import('./watchdog.ts').WatchdogSettings} */
const { shared, limitMs, checkMs, fileDescriptor } = workerData;
const counters = new Int32Array(shared);

/** How long the watched thread may take to stop for its stack, milliseconds. */
const stackMs = 2_000;
const mostFrames = 50;

let ticks = -1;
let stillMs = 0;
let checkedAtMs = performance.now();

const watch = setInterval(() => {
  const nowMs = performance.now();
  const passedMs = nowMs - checkedAtMs;
  checkedAtMs = nowMs;
  const seen = Atomics.load(counters, 0);
  // If this thread stalled too, the process was stopped, or the machine was asleep.
  const wasStopped = passedMs > 3 * checkMs;
  if (seen !== ticks || wasStopped || Atomics.load(counters, 1) === 1) {
    ticks = seen;
    stillMs = 0;
    return;
  }
  stillMs += passedMs;
  if (stillMs < limitMs) return;
  clearInterval(watch);
  void endProcess();
}, checkMs);

async function endProcess() {
  const stack = await readStack();
  const line = {
    level: 60,
    time: new Date().toISOString(),
    stack,
    msg: `The event loop was blocked for ${Math.round(stillMs)} ms: the process ends, because it cannot answer. PENSTOCK_WATCHDOG_MS sets the limit.`,
  };
  try {
    writeSync(fileDescriptor, `${JSON.stringify(line)}\n`);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

/**
 * The stack of the watched thread, one line per call. Pauses that thread.
 * @returns {Promise<string>}
 */
function readStack() {
  return new Promise((resolve) => {
    setTimeout(() => resolve('The stack cannot be read: the thread does not stop.'), stackMs);
    try {
      const session = new Session();
      session.connectToMainThread();
      /** @type {Map<string, string>} */
      const files = new Map();
      session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
      session.on('Debugger.paused', ({ params }) => {
        const frames = params.callFrames.slice(0, mostFrames).map(({ functionName, location, url }) => {
          const file = url || files.get(location.scriptId) || 'unknown';
          return `at ${functionName || '(anonymous)'} (${file}:${location.lineNumber + 1}:${(location.columnNumber ?? 0) + 1})`;
        });
        resolve(frames.join('\n'));
      });
      session.post('Debugger.enable');
      session.post('Debugger.pause');
    } catch (error) {
      resolve(`The stack cannot be read: ${error instanceof Error ? error.message : error}`);
    }
  });
}

// The thread that parses policies and replays requests, one task at a time.
import { parentPort } from 'node:worker_threads';
import { parsePolicyText } from './parse-policy-text.ts';
import type { PolicyReply, PolicyTask } from './policy-thread-protocol.ts';
import { validatePolicyText } from './validate-policy-text.ts';

function run(task: PolicyTask): PolicyReply {
  try {
    switch (task.type) {
      case 'read':
        return { type: 'read', read: parsePolicyText(task.text) };
      case 'validate':
        return { type: 'validated', validated: validatePolicyText(task.validation) };
    }
  } catch (error) {
    return { type: 'failed', error };
  }
}

parentPort?.on('message', (task: PolicyTask) => parentPort?.postMessage(run(task)));
parentPort?.postMessage({ type: 'ready' } satisfies PolicyReply);

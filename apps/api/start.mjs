// Starts the API. Its types are stripped once for all starts, and its threads read compiled code of earlier starts.
import { fileURLToPath } from 'node:url';
import { requireNode } from '../../scripts/require-node.mjs';

requireNode();

// Loading takes a second or more, and the first process of a container ignores signals that it does not listen for.
const end = () => process.exit(0);
process.on('SIGTERM', end).on('SIGINT', end);

const { endWithNpm } = await import('../../scripts/end-with-npm.mjs');
endWithNpm();

const folder = fileURLToPath(new URL('../../node_modules/.cache/penstock', import.meta.url));
const { stripTypesOnce } = await import('../../scripts/strip-types-once.mjs');
stripTypesOnce(`${folder}/stripped`);
process.env.NODE_COMPILE_CACHE ??= folder;

await import('./src/main.ts');

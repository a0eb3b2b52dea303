// Starts the console. An older Node, which cannot read TypeScript, prints the required version.
import { requireNode } from '../../scripts/require-node.mjs';

requireNode();

const { endWithNpm } = await import('../../scripts/end-with-npm.mjs');
endWithNpm();

await import('./start.ts');

// Starts the console; an older Node, which cannot read TypeScript, is told which one it takes.
import { requireNode } from '../../scripts/require-node.mjs';

requireNode();

const { endWithNpm } = await import('../../scripts/end-with-npm.mjs');
endWithNpm();

await import('./start.ts');

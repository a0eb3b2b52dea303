import { dialects } from './dialects/dialects.ts';
import { faults } from './faults/faults.ts';
import { startSimulator } from './simulator.ts';

const usualPort = 4010;

const port = Number(process.argv[2] ?? usualPort);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`'${process.argv[2]}' is not a port: it must be a whole number from 0 (any free one) to 65535.`);
  process.exit(1);
}

const simulator = await startSimulator({ port }).catch((error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'EADDRINUSE'
      ? `Port ${port} is in use: end the process that listens there, or give another port.`
      : error.message,
  );
  process.exit(1);
});

console.log(`The simulator listens on ${simulator.url}. Every key is accepted, except keys that start with "bad".\n`);
for (const { name } of dialects.values()) console.log(`  ${name.padEnd(10)} ${simulator.baseUrl(name)}`);
console.log('\nFaults, by model (sim-cut-5), header (x-sim-fault: cut:5) or POST /__sim/script:\n');
for (const { name, summary, parameter } of faults) {
  const figure = parameter === null ? '' : ` (${parameter.meaning}; ${parameter.usual})`;
  console.log(`  ${name.padEnd(22)} ${summary}${figure}`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.close();
  });
}

import { dialects } from './dialects/dialects.ts';
import { startSimulator } from './simulator.ts';

const usualPort = 4010;

const simulator = await startSimulator({ port: Number(process.argv[2] ?? usualPort) });
console.log(`The simulator listens on ${simulator.url}. Any key but one that starts with "bad" is right.`);
for (const { name } of dialects.values()) console.log(`  ${name.padEnd(10)} ${simulator.baseUrl(name)}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.close();
  });
}

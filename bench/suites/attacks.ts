import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AttackStage, startAttackStage } from '../../apps/api/src/end-to-end/attacks/attack-stage.ts';
import { type Attack, attacks } from '../attacks/attacks.ts';
import { type HostileUpstream, startHostileUpstream } from '../attacks/hostile-upstream.ts';
import type { Figure } from '../figures.ts';

/**
 * The target of `bench -- attacks` and the long run: the stage of the tests, with a hostile upstream and the sandbox.
 */
export function startTarget(hostile: HostileUpstream): Promise<AttackStage> {
  const facts = '{ context_window: 131072, max_output_tokens: 8192, price: { input_per_mtok: 1, output_per_mtok: 2 } }';
  const long = facts.replace('131072', '4000000').replace('8192', '2000000');
  const models = hostile.models.map((name) => `${name}: ${name === 'long' ? long : facts}`);
  return startAttackStage({
    providers: [
      `hostile: { dialect: openai, base_url: "${hostile.baseUrl}", api_key: key, retry: { attempts: 1 } }`,
      'sandbox: { dialect: openai, sandbox: true }',
    ],
    models: [`hostile: { ${models.join(', ')} }`, `sandbox: { small: ${facts} }`],
  });
}

/**
 * Runs each attack beside another caller's stream. Reports memory before, at its peak and after, and the longest gap of
 * that stream.
 */
export async function measureAttacks(): Promise<readonly Figure[]> {
  const hostile = await startHostileUpstream();
  const stage = await startTarget(hostile);
  const figures: Figure[] = [];
  try {
    const alone = await stage.victim.alone(5_000);
    figures.push({ name: 'nothing', value: '', besides: `longest silence ${Math.round(alone.longestSilenceMs)} ms` });
    for (const attack of attacks) figures.push(await measureOne(stage, attack));
  } finally {
    await stage.close();
    hostile.close();
  }
  return figures;
}

async function measureOne({ service, victim }: AttackStage, attack: Attack): Promise<Figure> {
  const before = await service.measure();
  let peakBytes = before.rssBytes;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(service.processId));
  }, 50);
  const suffering = await victim.during(async () => {
    await attack.run(service, 1);
    await sleep(500);
  });
  clearInterval(watch);
  const after = await service.measure();
  const memory = [before.rssBytes, peakBytes, after.rssBytes].map((bytes) => Math.round(bytes / 1024 / 1024));
  const end = suffering.end === null ? '' : `; ITS STREAM ENDED: ${suffering.end}`;
  const silence = `longest silence ${Math.round(suffering.longestSilenceMs)} ms${end}`;
  return { name: attack.name, value: `${memory.join(' → ')} MB`, besides: silence };
}

/** https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html: the second figure is resident pages. */
function residentBytes(processId: number): number {
  return Number(readFileSync(`/proc/${processId}/statm`, 'utf8').split(' ')[1]) * 4_096;
}

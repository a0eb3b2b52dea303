import { type Simulator, startSimulator } from '@penstock/simulator';
import { MeasuredService } from '../../testing/measured-service.ts';
import { Victim } from '../../testing/victim.ts';

/** The service in its own process, a victim whose stream must continue, and an upstream for the attackers. */
export type AttackStage = {
  service: MeasuredService;
  victim: Victim;
  /** Serves the model `sim/calm`. */
  simulator: Simulator;
  close(): Promise<void>;
};

export type AttackStageOptions = {
  /**
   * Additional entries of `providers`, one line each, such as `odd: { dialect: openai, base_url: "…", api_key: key }`.
   */
  providers?: readonly string[];
  /** Additional entries of `models`, one line each. */
  models?: readonly string[];
  /** Additional top-level parts of the policy. */
  policy?: string;
  environment?: Readonly<Record<string, string>>;
};

/** Starts everything. The victim's stream runs when it resolves. */
export async function startAttackStage(options: AttackStageOptions = {}): Promise<AttackStage> {
  const [victim, simulator] = await Promise.all([
    Victim.start(),
    startSimulator({ pace: { firstTokenMs: 1, tokensPerSecond: 0 } }),
  ]);
  const sim = `sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }`;
  const calm =
    'sim: { calm: { context_window: 131072, max_output_tokens: 100000, price: { input_per_mtok: 1, output_per_mtok: 2 } } }';
  const policy = [
    'providers:',
    ...[victim.provider, sim, ...(options.providers ?? [])].map((line) => `  ${line}`),
    'models:',
    ...[victim.model, calm, ...(options.models ?? [])].map((line) => `  ${line}`),
    options.policy ?? '',
  ].join('\n');
  const service = await MeasuredService.start(policy, options.environment);
  await victim.begin(service);
  return {
    service,
    victim,
    simulator,
    async close() {
      await Promise.all([service.close(), victim.close()]);
      await simulator.close();
    },
  };
}

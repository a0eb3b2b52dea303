import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startSimulator } from '@penstock/simulator';
import { startService } from '../../tests/service/start-service.ts';

/** The protocols of the models behind Penstock. */
export const dialects = ['openai', 'anthropic'] as const;
export type Dialect = (typeof dialects)[number];

/** A Penstock process in front of the simulator, for clients. */
export type Stage = {
  /** `http://localhost:PORT`. */
  url: string;
  key: string;
  /** The id of the model with this protocol. */
  modelOf: (dialect: Dialect) => string;
  /** Starts to record the requests that reach Penstock and the models from now on. */
  observe: () => Observed;
  close: () => Promise<void>;
};

export type Observed = {
  /**
   * The endpoints in Penstock's log of the generations since then, joined by commas. Empty if there were none within
   * two seconds.
   */
  endpoints: () => Promise<string>;
  /** Whether a request with this text reached a model of the dialect. */
  reachedModel: (dialect: Dialect, text: string) => boolean;
};

/** A generation is logged shortly after its answer, when it is settled. Milliseconds. */
const logLimitMs = 2_000;

export async function startStage(): Promise<Stage> {
  const simulator = await startSimulator({ pace: { firstTokenMs: 5, tokensPerSecond: 200 } });
  const folder = await mkdtemp(join(tmpdir(), 'penstock-clients-policy-'));
  const policy = join(folder, 'policy.yml');
  await writeFile(
    policy,
    policyFor((dialect) => simulator.baseUrl(dialect)),
  );
  const close = async (): Promise<void> => {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  };
  const service = await startService('api', { environment: { PENSTOCK_POLICY: policy, LOG_LEVEL: 'info' } }).catch(
    async (error: unknown) => {
      await close();
      throw error;
    },
  );
  return {
    url: new URL(service.graphqlUrl).origin,
    key: service.key,
    modelOf,
    observe: () => {
      const [logged, seen] = [service.output().length, simulator.requests().at(-1)?.number ?? 0];
      return {
        endpoints: async () => {
          const deadline = performance.now() + logLimitMs;
          let found = readEndpoints(service.output().slice(logged));
          while (found.length === 0 && performance.now() < deadline) {
            await setTimeout(20);
            found = readEndpoints(service.output().slice(logged));
          }
          return found.join(', ');
        },
        reachedModel: (dialect, text) =>
          simulator
            .requests()
            .some(
              (request) =>
                request.number > seen && request.dialect === dialect && JSON.stringify(request.body).includes(text),
            ),
      };
    },
    close: async () => {
      await service.stop();
      await close();
    },
  };
}

function modelOf(dialect: Dialect): string {
  return `sim-${dialect}/model`;
}

function policyFor(baseUrlOf: (dialect: Dialect) => string): string {
  const providers = dialects.map(
    (dialect) => `  sim-${dialect}: { dialect: ${dialect}, base_url: "${baseUrlOf(dialect)}", api_key: key }`,
  );
  const facts =
    'context_window: 400000, max_output_tokens: 32000, capabilities: [code, documents, function_calling, json_mode, json_schema, reasoning, vision], quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 2 }';
  const models = dialects.map((dialect) => `  sim-${dialect}: { model: { ${facts} } }`);
  return `providers:\n${providers.join('\n')}\nmodels:\n${models.join('\n')}\n`;
}

/** The endpoints of the generations in a log of JSON lines, without duplicates. */
function readEndpoints(log: string): string[] {
  const found = log.matchAll(/"endpoint":"([^"]+)"/g);
  return [...new Set([...found].map(([, endpoint = '']) => endpoint))];
}

import type { Adapter } from '@penstock/providers';
import type { Provider } from '@penstock/router';
import type { Database } from './database/database.ts';

export type WarmUpTools = {
  prisma: { generation: Pick<Database['prisma']['generation'], 'findMany'> };
  /** The providers of the rules in force. */
  providers: readonly Provider[];
  adapterFor(provider: Provider): Pick<Adapter, 'warmUp'>;
  /** Asks a provider now whether it is there. Never rejects. */
  probe(providerId: string): Promise<unknown>;
  log: { warn(facts: { err: unknown }, message: string): void };
};

/** Loads before the service listens what the first requests would wait for. A failure is only logged. */
export async function warmUp({ prisma, providers, adapterFor, probe, log }: WarmUpTools): Promise<void> {
  await warmUpReads(prisma, log);
  await Promise.all(providers.filter(isBridged).map((provider) => warmUpProvider(provider, adapterFor(provider), log)));
  await Promise.all(providers.filter(isLocal).map(({ id }) => probe(id)));
}

/** The first read loads the compiler of queries. For hundreds of milliseconds every stream would stand still. */
async function warmUpReads(prisma: WarmUpTools['prisma'], log: WarmUpTools['log']): Promise<void> {
  try {
    await prisma.generation.findMany({ take: 1, select: { id: true } });
  } catch (error) {
    log.warn({ err: error }, 'Cannot read what is stored.');
  }
}

async function warmUpProvider(
  { id }: Provider,
  adapter: Pick<Adapter, 'warmUp'>,
  log: WarmUpTools['log'],
): Promise<void> {
  try {
    await adapter.warmUp?.();
  } catch (error) {
    log.warn({ err: error }, `What ${id} needs could not be loaded.`);
  }
}

/** Whether it needs a package. Loading that takes long enough for the first caller to notice. */
function isBridged({ dialect, isConfigured }: Provider): boolean {
  return isConfigured && dialect === 'ai-sdk';
}

/** Whether it runs here. A probe takes milliseconds and decides whether the sandbox has to answer. */
function isLocal(provider: Provider): boolean {
  return provider.isLocal && provider.isConfigured;
}

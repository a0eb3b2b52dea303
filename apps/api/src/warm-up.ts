import type { Adapter } from '@penstock/providers';
import type { Provider } from '@penstock/router';
import type { Database } from './database/database.ts';

export type WarmUpTools = {
  prisma: { generation: Pick<Database['prisma']['generation'], 'findMany'> };
  /** The providers of the rules in force. */
  providers: readonly Provider[];
  adapterFor(provider: Provider): Pick<Adapter, 'warmUp'>;
  /** Checks now whether a provider answers. Never rejects. */
  probe(providerId: string): Promise<unknown>;
  log: { warn(facts: { err: unknown }, message: string): void };
};

/** Loads the modules that the first requests would wait for, before the service listens. A failure is only logged. */
export async function warmUp({ prisma, providers, adapterFor, probe, log }: WarmUpTools): Promise<void> {
  await warmUpReads(prisma, log);
  await Promise.all(providers.filter(isBridged).map((provider) => warmUpProvider(provider, adapterFor(provider), log)));
  await Promise.all(providers.filter(isLocal).map(({ id }) => probe(id)));
}

/** The first read loads the compiler of queries. It would block every stream for hundreds of milliseconds. */
async function warmUpReads(prisma: WarmUpTools['prisma'], log: WarmUpTools['log']): Promise<void> {
  try {
    await prisma.generation.findMany({ take: 1, select: { id: true } });
  } catch (error) {
    log.warn({ err: error }, 'Cannot read the stored generations.');
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
    log.warn({ err: error }, `The files that ${id} needs could not be loaded.`);
  }
}

/** Whether the provider needs a package. Loading it takes long enough for the first caller to notice. */
function isBridged({ dialect, isConfigured }: Provider): boolean {
  return isConfigured && dialect === 'ai-sdk';
}

/**
 * Whether the provider runs on this machine. A probe takes milliseconds and decides whether the sandbox has to answer.
 */
function isLocal(provider: Provider): boolean {
  return provider.isLocal && provider.isConfigured;
}

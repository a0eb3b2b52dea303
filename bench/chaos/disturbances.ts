import type { ReplicaStage } from '../../apps/api/src/testing/replica-stage.ts';

/** The disturbances of replicas and of their shared services, and how each is undone. Recovery gets no other help. */
export type Disturbance = {
  name: string;
  begin(stage: ReplicaStage): Promise<unknown>;
  end(stage: ReplicaStage): Promise<unknown>;
};

/** In the order of the run. */
export const disturbances: readonly Disturbance[] = [
  {
    name: 'Redis killed, back with nothing',
    begin: async ({ redis }) => redis?.stop(),
    end: async ({ redis }) => redis?.start(),
  },
  {
    name: 'Redis frozen, connections open',
    begin: async ({ redis }) => redis?.freeze(),
    end: async ({ redis }) => redis?.thaw(),
  },
  {
    name: 'PostgreSQL restarted',
    begin: ({ postgres }) => postgres.stop('fast'),
    end: ({ postgres }) => postgres.start(),
  },
  {
    name: 'PostgreSQL killed',
    begin: ({ postgres }) => postgres.stop('immediate'),
    end: ({ postgres }) => postgres.start(),
  },
  {
    name: 'PostgreSQL frozen, connections open',
    begin: ({ postgres }) => postgres.freeze(),
    end: async ({ postgres }) => postgres.thaw(),
  },
  {
    name: 'a replica killed',
    begin: async ({ replicas }) => replicas[0]?.stop('SIGKILL'),
    end: ({ restart }) => restart(0),
  },
  {
    name: 'a replica drained (SIGTERM)',
    begin: async ({ replicas }) => replicas[1]?.stop('SIGTERM'),
    end: ({ restart }) => restart(1),
  },
  {
    name: 'Redis and PostgreSQL killed, then a replica',
    begin: async ({ redis, postgres, replicas }) => {
      await Promise.all([redis?.stop(), postgres.stop('immediate')]);
      await replicas[2]?.stop('SIGKILL');
    },
    end: async ({ redis, postgres, restart }) => {
      await Promise.all([redis?.start(), postgres.start()]);
      await restart(2);
    },
  },
];

import { z } from 'zod';
import type { Redis, RedisCommands } from '../redis/redis.ts';

const id = z.string().max(100);

/** The messages of replicas through Redis. */
const message = z.discriminatedUnion('type', [
  /** To the owner: all of its generations that readers of this replica follow. Sent again with each heartbeat. */
  z.object({ type: z.literal('reads'), replica: id, ids: z.array(id) }),
  /** To the owner: the last reader of this replica has left a generation, and how. */
  z.object({ type: z.literal('left'), replica: id, id, leaving: z.enum(['stopped', 'closed', 'lost']) }),
  /** To a follower: the generation has more events. */
  z.object({ type: z.literal('grew'), id }),
  /** To all: the owner must end the generation. */
  z.object({ type: z.literal('cancel'), id }),
  /** To all: drop the ended generation. */
  z.object({ type: z.literal('forget'), id }),
  /** To all: this replica reads the feed of generations. Sent again with each heartbeat. */
  z.object({ type: z.literal('watches'), replica: id }),
]);

export type Message = z.output<typeof message>;

export function send(commands: RedisCommands, channel: string, content: Message): Promise<unknown> {
  return commands.publish(channel, JSON.stringify(content));
}

/** Receives the messages of a channel. Ignores unknown messages, such as those of a later version. */
export function listen(redis: Redis, channel: string, take: (content: Message) => void): () => void {
  return redis.subscribe(channel, (text) => {
    const read = message.safeParse(parse(text));
    if (read.success) take(read.data);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

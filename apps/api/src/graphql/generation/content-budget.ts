import { operationRefusal } from '../execution/refuse-operation.ts';
import type { Services } from '../services.ts';

/** The most characters of stored content that one operation may read. One item is always read, however long it is. */
const mostCharacters = 64 * 1024 * 1024;

/** Counts the stored content that one operation reads. Without it, a page of long answers would fill the memory. */
export class ContentBudget {
  readonly #most: number;
  #taken = 0;
  #items = 0;

  constructor(most: number = mostCharacters) {
    this.#most = most;
  }

  /** Counts the content of one item before it is read. Throws a `GraphQLError` if it exceeds the budget. */
  take(characters: number): void {
    this.#taken += characters;
    this.#items++;
    if (this.#items === 1 || this.#taken <= this.#most) return;
    throw operationRefusal(
      `The content of these items has more than ${this.#most} characters: request fewer items at a time, or each by its id.`,
    );
  }
}

/** The selection of a stored generation, in Prisma's form. */
export type ContentQuery = { select?: unknown; include?: unknown };

const long = ['text', 'reasoning', 'toolCalls', 'parts', 'json', 'providerMetadata', 'request'] as const;

/** Whether a query reads stored content. */
export function readsContent({ select, include }: ContentQuery): boolean {
  const content = memberOf(select, 'content') ?? memberOf(include, 'content');
  if (content === undefined || content === false) return false;
  const columns = memberOf(content, 'select');
  return columns === undefined || long.some((column) => memberOf(columns, column) === true);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

type Sized = { characters: bigint | number | string };

/**
 * Counts the stored content of these generations in the operation's budget, before it is read. The sizes are known
 * without a read; for JSON it is the compressed size. Rejects with a `GraphQLError`.
 */
export async function takeStored(
  ids: readonly string[],
  { services, content }: { services: Pick<Services, 'prisma'>; content?: ContentBudget | null },
): Promise<void> {
  if (content == null || ids.length === 0) return;
  const sizes = await services.prisma.$queryRaw<Sized[]>`
    SELECT octet_length(text) + octet_length(reasoning) + pg_column_size(tool_calls) + coalesce(pg_column_size(parts), 0)
      + coalesce(pg_column_size(json), 0) + coalesce(pg_column_size(provider_metadata), 0) + pg_column_size(request)
      AS characters
    FROM generation_content WHERE generation_id = ANY(${[...ids]}::uuid[])`;
  for (const { characters } of sizes) content.take(Number(characters));
}

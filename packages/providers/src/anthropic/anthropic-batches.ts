import { ProtocolError } from '../contract/errors/protocol-error.ts';
import type { BatchedResult } from '../contract/provider-batches.ts';
import type { BatchCalls, BatchProtocol, ResultLine } from '../http/batch-protocol.ts';
import { unreadable } from '../http/result-lines.ts';
import { type JsonObject, readCount, readList, readObject, readText } from '../json/read-json-value.ts';

/** The maximum searched pages of the list of batches, the newest first. */
const mostPages = 20;
/** Tolerance for differing clocks. Milliseconds. */
const clockSkewMs = 300_000;
/** The results of rows without a bill. */
const refused: ReadonlySet<unknown> = new Set(['errored', 'canceled', 'expired']);

/** Anthropic's message batches: all rows in one request, and a stream of results. */
export const anthropicBatches: BatchProtocol = {
  terms: { windowMs: 24 * 3_600_000, priceFactor: 0.5, mostRows: 100_000, mostBytes: 256_000_000 },

  writeRow({ body }, rowId) {
    return JSON.stringify({ custom_id: rowId, params: body });
  },

  async submit({ rows }, calls) {
    const body = `{"requests":[${rows.join(',')}]}`;
    return idOf(await calls.json({ path: '/messages/batches', body, contentType: 'application/json' }), calls);
  },

  /**
   * Its batches have no name. A batch of the right size is the lost one if its results belong to the submitted rows,
   * which shows at its end.
   */
  async find({ rowIds, submittedAtMs, otherIds }, calls) {
    let after = '';
    let isUndecided = false;
    for (let page = 0; page < mostPages; page++) {
      const list = await calls.json({ path: `/messages/batches?limit=100${after}`, body: null });
      const batches = readList(list.data).map((batch) => readObject(batch) ?? {});
      const recent = batches.filter(({ created_at }) => !(timeOf(created_at) < submittedAtMs - clockSkewMs));
      for (const batch of recent) {
        const providerBatchId = idOf(batch, calls);
        if (otherIds.has(providerBatchId) || sizeOf(batch) !== rowIds.length) continue;
        if (batch.processing_status !== 'ended') isUndecided = true;
        else if (await isOf(rowIds, providerBatchId, calls)) return { type: 'found', providerBatchId };
      }
      if (list.has_more !== true || recent.length < batches.length) {
        return { type: isUndecided ? 'undecided' : 'absent' };
      }
      after = `&after_id=${encodeURIComponent(idOf(batches.at(-1) ?? {}, calls))}`;
    }
    return { type: 'undecided' };
  },

  async poll(providerBatchId, calls) {
    const batch = await calls.json({ path: addressOf(providerBatchId), body: null });
    return batch.processing_status === 'ended' ? { type: 'ended', reason: null } : { type: 'running' };
  },

  async *results(providerBatchId, calls) {
    for await (const lines of calls.lines(`${addressOf(providerBatchId)}/results`)) yield lines.map(readResult);
  },

  async cancel(providerBatchId, calls) {
    await calls.json({ path: `${addressOf(providerBatchId)}/cancel`, body: {} });
  },

  async remove(providerBatchId, calls) {
    await calls.remove(addressOf(providerBatchId));
  },
};

async function isOf(rowIds: readonly string[], providerBatchId: string, calls: BatchCalls): Promise<boolean> {
  for await (const lines of calls.lines(`${addressOf(providerBatchId)}/results`)) {
    for (const line of lines) {
      const { rowId } = readResult(line);
      if (rowId !== null) return rowIds.includes(rowId);
    }
  }
  return false;
}

function readResult(line: ResultLine): BatchedResult {
  const rowId = readText(line.object?.custom_id);
  const result = readObject(line.object?.result);
  if (rowId === null || result === null) return unreadable(line);
  if (refused.has(result.type)) {
    const error = readObject(result.error);
    return { type: 'refused', rowId, problem: readText(error?.message) ?? readText(readObject(error?.error)?.message) };
  }
  const message = readObject(result.message);
  if (result.type !== 'succeeded' || message === null) return unreadable(line);
  return { type: 'answered', rowId, answer: JSON.stringify(message) };
}

function addressOf(providerBatchId: string): string {
  return `/messages/batches/${encodeURIComponent(providerBatchId)}`;
}

function sizeOf({ request_counts }: JsonObject): number {
  return Object.values(readObject(request_counts) ?? {}).reduce<number>((sum, count) => sum + readCount(count), 0);
}

function timeOf(createdAt: unknown): number {
  return Date.parse(readText(createdAt) ?? '');
}

function idOf({ id }: JsonObject, { providerId }: BatchCalls): string {
  const text = readText(id);
  if (text !== null) return text;
  throw new ProtocolError({ providerId, message: `${providerId} sent a batch without an id.` });
}

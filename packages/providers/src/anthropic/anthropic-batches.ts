import { ProtocolError } from '../contract/errors/protocol-error.ts';
import type { BatchedResult } from '../contract/provider-batches.ts';
import type { BatchCalls, BatchProtocol } from '../http/batch-protocol.ts';
import { type JsonObject, readCount, readList, readObject, readText } from '../json/read-json-value.ts';

/** Pages of the list of batches that are looked through, the newest first. */
const mostPages = 20;
/** Clocks may differ by this. Milliseconds. */
const clockSkewMs = 300_000;

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

  /** Its batches carry no name. One of the right size is ours if its results are for our rows, which shows at its end. */
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
};

async function isOf(rowIds: readonly string[], providerBatchId: string, calls: BatchCalls): Promise<boolean> {
  for await (const lines of calls.lines(`${addressOf(providerBatchId)}/results`)) {
    const [first] = lines;
    if (first !== undefined) return rowIds.includes(readResult(first).rowId);
  }
  return false;
}

function readResult(line: JsonObject): BatchedResult {
  const rowId = readText(line.custom_id) ?? '';
  const result = readObject(line.result);
  const message = readObject(result?.message);
  if (result?.type === 'succeeded' && message !== null) {
    return { rowId, answer: JSON.stringify(message), problem: null };
  }
  const error = readObject(result?.error);
  return { rowId, answer: null, problem: readText(error?.message) ?? readText(readObject(error?.error)?.message) };
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
  throw new ProtocolError({ providerId, message: `${providerId} answered about a batch without its id.` });
}

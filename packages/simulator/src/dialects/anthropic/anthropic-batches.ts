import type { RowResult } from '../../batches/batch-book.ts';
import { isRecord, listAt, recordAt, stringAt } from '../../json-value.ts';
import { Refusal } from '../../response/refusal.ts';
import type { BatchAct, BatchForm, ResultLine } from '../dialect.ts';

const dayMs = 86_400_000;

/** Anthropic's message batches. */
export const anthropicBatches: BatchForm = {
  readUpload() {
    throw new Refusal({ kind: 'unknown-address', message: 'Not found' });
  },
  readSubmission(body) {
    const rows = listAt(body, 'requests').map((row) => ({
      customId: stringAt(row, 'custom_id') ?? '',
      body: recordAt(row, 'params'),
    }));
    if (rows.length === 0) throw new Refusal({ kind: 'bad-request', message: 'requests: Field required' });
    return { rows, fileId: null, metadata: null };
  },
  write({ id, rows, results, isCancelled, createdAtMs }) {
    const count = (type: RowResult['type']) => results?.filter((result) => result.type === type).length ?? 0;
    return {
      id,
      type: 'message_batch',
      processing_status: results !== null ? 'ended' : isCancelled ? 'canceling' : 'in_progress',
      request_counts: {
        processing: results === null ? rows.length : 0,
        succeeded: count('answered'),
        errored: count('refused'),
        canceled: count('cancelled'),
        expired: count('expired'),
      },
      created_at: new Date(createdAtMs).toISOString(),
      expires_at: new Date(createdAtMs + dayMs).toISOString(),
      ended_at: results === null ? null : new Date().toISOString(),
      results_url: results === null ? null : `https://api.anthropic.com/v1/messages/batches/${id}/results`,
    };
  },
  writeList: (data) => ({ data, has_more: false }),
  writeResults: (id, batchOf) => (batchOf(id).results ?? []).map(writeResult),
};

/** The batch call for an address. Null for any other address. */
export function routeAnthropicBatches(method: string, path: string): BatchAct | null {
  if (path === '/v1/messages/batches') return method === 'POST' ? { type: 'submit' } : { type: 'list' };
  const [, id, act] = /^\/v1\/messages\/batches\/([^/]+)(\/cancel|\/results)?$/.exec(path) ?? [];
  if (id === undefined) return null;
  const ofBatch = method === 'DELETE' ? 'remove' : 'read';
  const type = act === undefined ? ofBatch : act === '/cancel' ? 'cancel' : 'results';
  return { type, id: decodeURIComponent(id) };
}

function writeResult(result: RowResult): ResultLine {
  return { isCut: result.isCut === true, value: { custom_id: result.customId, result: outcomeOf(result) } };
}

function outcomeOf(result: RowResult): unknown {
  switch (result.type) {
    case 'answered':
      return { type: 'succeeded', message: atBatchTier(result.value) };
    case 'refused':
      return { type: 'errored', error: result.value };
    case 'cancelled':
      return { type: 'canceled' };
    case 'expired':
      return { type: 'expired' };
  }
}

function atBatchTier(message: unknown): unknown {
  if (!isRecord(message)) return message;
  return { ...message, usage: { ...recordAt(message, 'usage'), service_tier: 'batch' } };
}

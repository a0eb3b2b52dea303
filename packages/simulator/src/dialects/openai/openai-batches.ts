import type { Batch, RowResult } from '../../batches/batch-book.ts';
import { parseJson, recordAt, stringAt } from '../../json-value.ts';
import { Refusal } from '../../response/refusal.ts';
import type { BatchAct, BatchForm, ResultLine } from '../dialect.ts';

const blankLine = '\r\n\r\n';

/** OpenAI's batches: files of lines, and a batch that names them. */
export const openAiBatches: BatchForm = {
  readUpload(text) {
    const part = text.indexOf('name="file"');
    const start = text.indexOf(blankLine, part) + blankLine.length;
    const end = text.lastIndexOf('\r\n--');
    if (part < 0 || end < start) throw new Refusal({ kind: 'bad-request', message: "'file' is a required property" });
    return text.slice(start, end);
  },
  readSubmission(body, fileOf) {
    const file = fileOf(stringAt(body, 'input_file_id') ?? '');
    if (file === undefined) throw new Refusal({ kind: 'bad-request', message: 'The input file does not exist.' });
    const lines = file.split('\n').filter((line) => line.trim() !== '');
    const fileId = stringAt(body, 'input_file_id');
    return { fileId, metadata: recordAt(body, 'metadata'), rows: lines.map(readRow) };
  },
  write(batch) {
    const { id, fileId, rows, metadata, results } = batch;
    const has = (isAnswer: boolean) => results?.some((result) => (result.type === 'answered') === isAnswer) === true;
    return {
      id,
      object: 'batch',
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      status: statusOf(batch),
      metadata,
      created_at: Math.floor(batch.createdAtMs / 1_000),
      input_file_id: fileId,
      output_file_id: has(true) ? `output-${id}` : null,
      error_file_id: has(false) ? `errors-${id}` : null,
      errors: null,
      request_counts: { total: rows.length },
    };
  },
  writeList: (data) => ({ object: 'list', data, has_more: false }),
  writeResults(fileId, batchOf) {
    const [, kind, id = ''] = /^(output|errors)-(.+)$/.exec(fileId) ?? [];
    const results = batchOf(id).results ?? [];
    return results.filter(({ type }) => (type === 'answered') === (kind === 'output')).map(writeResult);
  },
};

/** The batch call for an address. Null for any other address. */
export function routeOpenAiBatches(method: string, address: string): BatchAct | null {
  const [, file] = /^\/files\/([^/]+)\/content$/.exec(address) ?? [];
  if (method === 'GET' && file !== undefined) return { type: 'results', id: decodeURIComponent(file) };
  if (method === 'POST' && address === '/files') return { type: 'upload' };
  const [, removed] = /^\/files\/([^/]+)$/.exec(address) ?? [];
  if (method === 'DELETE' && removed !== undefined) return { type: 'remove-file', id: decodeURIComponent(removed) };
  if (address === '/batches') return method === 'POST' ? { type: 'submit' } : { type: 'list' };
  const [, id, cancel] = /^\/batches\/([^/]+)(\/cancel)?$/.exec(address) ?? [];
  if (id === undefined) return null;
  return { type: cancel === undefined ? 'read' : 'cancel', id: decodeURIComponent(id) };
}

function readRow(line: string): { customId: string; body: unknown } {
  const row = parseJson(line);
  return { customId: stringAt(row, 'custom_id') ?? '', body: recordAt(row, 'body') };
}

function statusOf({ results, isCancelled }: Batch): string {
  if (results === null) return isCancelled ? 'cancelling' : 'in_progress';
  if (isCancelled) return 'cancelled';
  return results.some(({ type }) => type === 'expired') ? 'expired' : 'completed';
}

function writeResult(result: RowResult): ResultLine {
  return { isCut: result.isCut === true, value: toLine(result) };
}

function toLine(result: RowResult): unknown {
  const line = { id: `batch_req_${result.customId}`, custom_id: result.customId };
  if (result.type === 'answered' || result.type === 'refused') {
    return { ...line, response: { status_code: result.status, request_id: line.id, body: result.value }, error: null };
  }
  const message =
    result.type === 'expired'
      ? 'This request could not be executed before the completion window expired.'
      : 'This request was cancelled.';
  return { ...line, response: null, error: { code: `batch_${result.type}`, message } };
}

import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { isProviderError } from '../contract/errors/provider-error.ts';
import type { BatchedResult } from '../contract/provider-batches.ts';
import type { BatchCalls, BatchProtocol, ResultLine } from '../http/batch-protocol.ts';
import { unreadable } from '../http/result-lines.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';

/** The metadata key for Penstock's id of a batch. */
const idKey = 'penstock_batch';
/** The provider removes the files of a batch after this. Seconds. */
const keptSeconds = 3 * 86_400;
/** The maximum searched pages of the list of batches, the newest first. */
const mostPages = 20;
/** Tolerance for differing clocks. Milliseconds. */
const clockSkewMs = 300_000;

const ended: ReadonlySet<unknown> = new Set(['completed', 'failed', 'expired', 'cancelled']);

/** OpenAI's batches: a file of rows is uploaded, and a file of results is downloaded. */
export const openAiBatches: BatchProtocol = {
  terms: { windowMs: 24 * 3_600_000, priceFactor: 0.5, mostRows: 50_000, mostBytes: 200_000_000 },

  writeRow({ path, body }, rowId) {
    return JSON.stringify({ custom_id: rowId, method: 'POST', url: `/v1${path}`, body });
  },

  async submit({ id, rows }, calls) {
    const file = await calls.json({ path: '/files', ...multipartOf(id, rows) });
    const fileId = idOf(file, calls);
    const body = {
      input_file_id: fileId,
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      metadata: { [idKey]: id },
      output_expires_after: { anchor: 'created_at', seconds: keptSeconds },
    };
    try {
      return idOf(await calls.json({ path: '/batches', body }), calls);
    } catch (error) {
      // A cut submission may still arrive, and needs its file.
      if (isRefused(error)) await removeFile(fileId, calls).catch(() => {});
      throw error;
    }
  },

  async find({ id, submittedAtMs }, calls) {
    let after = '';
    for (let page = 0; page < mostPages; page++) {
      const list = await calls.json({ path: `/batches?limit=100${after}`, body: null });
      const batches = readList(list.data).map((batch) => readObject(batch) ?? {});
      const found = batches.find(({ metadata }) => readObject(metadata)?.[idKey] === id);
      if (found !== undefined) return { type: 'found', providerBatchId: idOf(found, calls) };
      const last = batches.at(-1);
      const isOlder = Number(last?.created_at) * 1_000 < submittedAtMs - clockSkewMs;
      if (last === undefined || list.has_more !== true || isOlder) return { type: 'absent' };
      after = `&after=${encodeURIComponent(idOf(last, calls))}`;
    }
    return { type: 'undecided' };
  },

  async poll(providerBatchId, calls) {
    const { status, errors } = await readBatch(providerBatchId, calls);
    if (!ended.has(status)) return { type: 'running' };
    const [first] = readList(readObject(errors)?.data).map(readObject);
    return { type: 'ended', reason: readText(first?.message) };
  },

  async *results(providerBatchId, calls) {
    const { output_file_id, error_file_id } = await readBatch(providerBatchId, calls);
    for (const fileId of [output_file_id, error_file_id].map(readText)) {
      if (fileId === null) continue;
      for await (const lines of calls.lines(`/files/${encodeURIComponent(fileId)}/content`)) {
        yield lines.map(readResult);
      }
    }
  },

  async cancel(providerBatchId, calls) {
    await calls.json({ path: `/batches/${encodeURIComponent(providerBatchId)}/cancel`, body: {} });
  },

  async remove(providerBatchId, calls) {
    const { input_file_id, output_file_id, error_file_id } = await readBatch(providerBatchId, calls);
    for (const fileId of [input_file_id, output_file_id, error_file_id].map(readText)) {
      if (fileId !== null) await removeFile(fileId, calls);
    }
  },
};

function removeFile(fileId: string, calls: BatchCalls): Promise<void> {
  return calls.remove(`/files/${encodeURIComponent(fileId)}`);
}

function isRefused(error: unknown): boolean {
  return isProviderError(error) && error.status !== null && error.status >= 400 && error.status < 500;
}

function readBatch(id: string, calls: BatchCalls): Promise<JsonObject> {
  return calls.json({ path: `/batches/${encodeURIComponent(id)}`, body: null });
}

/** A response with a status other than 200 is not an answer, and is not billed. */
function readResult(line: ResultLine): BatchedResult {
  const rowId = readText(line.object?.custom_id);
  const response = readObject(line.object?.response);
  const body = readObject(response?.body);
  const error = readObject(line.object?.error);
  if (rowId === null) return unreadable(line);
  if (response?.status_code === 200 && body !== null) return { type: 'answered', rowId, answer: JSON.stringify(body) };
  const isRefused = error !== null || (typeof response?.status_code === 'number' && response.status_code >= 300);
  if (!isRefused) return unreadable(line);
  return { type: 'refused', rowId, problem: readText((error ?? readObject(body?.error))?.message) };
}

function multipartOf(id: string, rows: readonly string[]): { body: string; contentType: string } {
  const boundary = `penstock-${id}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${id}.jsonl"\r\ncontent-type: application/jsonl\r\n\r\n`;
  const fields = [
    field('purpose', 'batch'),
    field('expires_after[anchor]', 'created_at'),
    field('expires_after[seconds]', String(keptSeconds)),
  ];
  const body = `${fields.join('')}${file}${rows.join('\n')}\n\r\n--${boundary}--\r\n`;
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

function idOf({ id }: JsonObject, { providerId }: BatchCalls): string {
  const text = readText(id);
  if (text !== null) return text;
  throw new ProtocolError({ providerId, message: `${providerId} sent a batch without an id.` });
}

import { composeAnswer } from '../answer/compose-answer.ts';
import type { PromptCache } from '../answer/prompt-cache.ts';
import { faultyText } from '../answer/question.ts';
import type { BatchAct, Dialect, RequestFacts, ResultLine } from '../dialects/dialect.ts';
import type { FaultBook } from '../faults/fault-book.ts';
import { parseJson } from '../json-value.ts';
import { Refusal } from '../response/refusal.ts';
import type { AnswerRow, Batch, BatchBook, RowResult } from './batch-book.ts';

/** The dependencies of answers about batches. */
export type BatchContext = { batches: BatchBook; faults: FaultBook; cache: PromptCache };

/** The response of a dialect's batch address: JSON, or JSON lines. */
export type BatchAnswer = { type: 'json'; value: unknown } | { type: 'lines'; lines: readonly string[] };

/** Answers a call about batches. `text`: the body of the call. */
export function answerBatch(
  context: BatchContext,
  { dialect, facts, act, text }: { dialect: Dialect; facts: RequestFacts; act: BatchAct; text: string },
): BatchAnswer {
  const form = dialect.batches;
  if (form === undefined) throw notFound('batch');
  const { batches } = context;
  switch (act.type) {
    case 'upload':
      return json({ id: batches.addFile(form.readUpload(text)), object: 'file', purpose: 'batch' });
    case 'submit': {
      const submission = form.readSubmission(parseJson(text), (id) => batches.fileOf(id));
      return json(
        form.write(batches.add({ ...submission, dialect: dialect.name }, answererOf(context, dialect, facts))),
      );
    }
    case 'list': {
      const all = batches.list().filter((batch) => batch.dialect === dialect.name);
      return json(form.writeList(all.toReversed().map((batch) => form.write(batch))));
    }
    case 'read':
      return json(form.write(find(context, dialect, act.id)));
    case 'cancel': {
      const batch = find(context, dialect, act.id);
      const written = form.write({ ...batch, isCancelled: true });
      batches.cancel(batch);
      return json(written);
    }
    case 'results': {
      const results = form.writeResults(act.id, (id) => findResults(context, dialect, id));
      return { type: 'lines', lines: results.map(writeLine) };
    }
    case 'remove': {
      if (!batches.removeResults(find(context, dialect, act.id))) throw notFound(act.id);
      return json({ id: act.id, type: 'message_batch_deleted' });
    }
    case 'remove-file': {
      const [, , id] = /^(output|errors)-(.+)$/.exec(act.id) ?? [];
      // In this simulator, the files of results have the id of their batch.
      const wasThere =
        id === undefined ? batches.removeFile(act.id) : batches.removeResults(find(context, dialect, id));
      if (!wasThere) throw notFound(act.id);
      return json({ id: act.id, object: 'file', deleted: true });
    }
  }
}

function json(value: unknown): BatchAnswer {
  return { type: 'json', value };
}

function find({ batches }: BatchContext, dialect: Dialect, id: string): Batch {
  const batch = batches.find(id);
  if (batch === undefined || batch.dialect !== dialect.name) throw notFound(id);
  return batch;
}

function findResults(context: BatchContext, dialect: Dialect, id: string): Batch {
  const batch = find(context, dialect, id);
  if (batch.areResultsRemoved) throw notFound(id);
  return batch;
}

function writeLine({ isCut, value }: ResultLine): string {
  const line = JSON.stringify(value);
  return isCut ? line.slice(0, line.length / 2) : line;
}

function notFound(id: string): Refusal {
  return new Refusal({ kind: 'unknown-address', message: `There is no batch '${id.slice(0, 80)}'.` });
}

/**
 * A row gets the answer that the same call would get alone, faults included. A fault in place of the answer refuses the
 * row.
 */
function answererOf(context: BatchContext, dialect: Dialect, facts: RequestFacts): AnswerRow {
  const refused = (customId: string, refusal: Refusal): RowResult => {
    const { status, body } = dialect.writeRefusal(refusal, { model: null, isStreamed: false });
    return { customId, type: 'refused', status, value: parseJson(body) };
  };
  return ({ customId, body }) => {
    try {
      const chat = dialect.readChat(body, { type: 'chat', model: null, isStreamed: false }, facts);
      const question = { ...chat.question, exactTokens: null };
      const { disturbance } = context.faults.open({
        model: question.model,
        prompt: faultyText(question),
        header: undefined,
        hasPrefill: question.prefill !== null,
      });
      const instead = disturbance.insteadOfAnswer;
      if (instead !== undefined) {
        return refused(customId, instead.type === 'refuse' ? instead.refusal : new Refusal({ kind: 'server-error' }));
      }
      const answer = composeAnswer(question, context.cache, 'batches');
      const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } = answer.usage;
      const bill = {
        inputTokens: inputTokens + cachedInputTokens + cacheWriteTokens,
        outputTokens: outputTokens + reasoningTokens,
      };
      const isCut = disturbance.interruption?.act.type === 'cut';
      return { customId, isCut, type: 'answered', status: 200, value: chat.writeWhole(answer), bill };
    } catch (error) {
      if (error instanceof Refusal) return refused(customId, error);
      throw error;
    }
  };
}

import type { StreamEvent } from '../contract/stream-event.ts';

type OpenCall = { id: string; name: string; argumentsText: string };

/** The state of one stream so far. */
type Seen = {
  count: number;
  isFinished: boolean;
  /** The part that an end event without state would end. */
  openPart: 'text' | 'reasoning' | null;
  openCalls: Map<number, OpenCall>;
  endedCalls: Set<number>;
  problems: string[];
};

/**
 * Checks one stream's events against the order of the contract. `start` comes once and first, `finish` once and last.
 * No delta is empty. An end event ends a part or has state. A tool call begins, continues and ends under one index, and
 * its pieces add up. Returns a sentence for each problem. Empty for a valid stream.
 */
export function checkEventOrder(events: Iterable<StreamEvent>): readonly string[] {
  const seen: Seen = {
    count: 0,
    isFinished: false,
    openPart: null,
    openCalls: new Map(),
    endedCalls: new Set(),
    problems: [],
  };
  for (const event of events) {
    if (seen.isFinished) seen.problems.push(`'${event.type}' came after 'finish'.`);
    if (seen.count === 0 && event.type !== 'start')
      seen.problems.push(`The first event is '${event.type}', not 'start'.`);
    if (seen.count > 0 && event.type === 'start') seen.problems.push("'start' came a second time.");
    seen.count += 1;
    checkOne(seen, event);
  }
  if (!seen.isFinished) seen.problems.push("The stream has no 'finish'.");
  return seen.problems;
}

function checkOne(seen: Seen, event: StreamEvent): void {
  switch (event.type) {
    case 'start':
      return;
    case 'text-delta':
    case 'reasoning-delta':
    case 'refusal-delta':
      if (event.text === '') seen.problems.push(`A '${event.type}' is empty.`);
      seen.openPart = event.type === 'reasoning-delta' ? 'reasoning' : 'text';
      return;
    case 'text-end':
    case 'reasoning-end':
      if (event.state === undefined && `${seen.openPart}-end` !== event.type)
        seen.problems.push(`A '${event.type}' ends nothing.`);
      seen.openPart = null;
      return;
    case 'file':
      if (event.data === '' || event.mediaType === '') seen.problems.push("A 'file' is empty or has no media type.");
      seen.openPart = null;
      return;
    case 'tool-call-start':
    case 'tool-call-delta':
    case 'tool-call-end':
      checkToolCall(seen, event);
      return;
    case 'finish':
      seen.isFinished = true;
      for (const index of seen.openCalls.keys())
        seen.problems.push(`Tool call ${index} was not ended before 'finish'.`);
      return;
    default:
      event satisfies never;
  }
}

function checkToolCall(seen: Seen, event: Extract<StreamEvent, { type: `tool-call-${string}` }>): void {
  const { problems, openCalls, endedCalls } = seen;
  if (event.type === 'tool-call-start') {
    seen.openPart = null;
    if (openCalls.has(event.index) || endedCalls.has(event.index))
      problems.push(`Tool call ${event.index} began twice.`);
    if (event.index !== openCalls.size + endedCalls.size) problems.push(`Tool call ${event.index} began out of order.`);
    if (event.id === '' || event.name === '') problems.push(`Tool call ${event.index} has no id or no name.`);
    openCalls.set(event.index, { id: event.id, name: event.name, argumentsText: '' });
    return;
  }
  const call = openCalls.get(event.index);
  if (call === undefined) {
    problems.push(`'${event.type}' of tool call ${event.index}, which is not open.`);
    return;
  }
  if (event.type === 'tool-call-delta') {
    if (event.argumentsText === '') problems.push(`A delta of tool call ${event.index} is empty.`);
    call.argumentsText += event.argumentsText;
    return;
  }
  openCalls.delete(event.index);
  endedCalls.add(event.index);
  if (event.id !== call.id || event.name !== call.name)
    problems.push(`Tool call ${event.index} ended under another name.`);
  if (event.arguments !== (call.argumentsText || '{}')) {
    problems.push(`The pieces of tool call ${event.index} do not add up to its arguments.`);
  }
}

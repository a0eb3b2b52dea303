type JsonObject = Readonly<Record<string, unknown>>;

/** A body in the current form. `usesFunctions`: its client expects calls as `function_call`, the form before tools. */
export type PresentForm = { body: unknown; usesFunctions: boolean };

/**
 * Converts older and looser forms of a body to the current form. `functions`, `function_call` and messages of the role
 * `function` become tools. A missing content becomes an empty one, and the limit -1 becomes none. The rest stays
 * unchanged and unchecked.
 */
export function toPresentForm(body: unknown): PresentForm {
  if (!isObject(body)) return { body, usesFunctions: false };
  const changes: Record<string, unknown> = {};
  for (const limit of ['max_tokens', 'max_completion_tokens']) if (body[limit] === -1) changes[limit] = null;
  if (Array.isArray(body.messages) && body.messages.some(isOlder)) changes.messages = toMessages(body.messages);
  const { functions } = body;
  const usesFunctions = Array.isArray(functions) && functions.length > 0;
  if (usesFunctions) changes.tools = [...(Array.isArray(body.tools) ? body.tools : []), ...functions.map(toTool)];
  if (body.function_call != null && body.tool_choice == null) changes.tool_choice = toChoice(body.function_call);
  const isSame = Object.keys(changes).length === 0 && functions === undefined && body.function_call === undefined;
  if (isSame) return { body, usesFunctions };
  const { functions: _functions, function_call: _choice, ...others } = body;
  return { body: { ...others, ...changes }, usesFunctions };
}

function isOlder(message: unknown): boolean {
  if (!isObject(message)) return false;
  const { role } = message;
  if (role === 'assistant') return message.function_call != null;
  return role === 'function' || message.content == null;
}

/** Function calls have no ids, so they get one from their position. A result belongs to the latest call of its name. */
function toMessages(messages: readonly unknown[]): readonly unknown[] {
  const latest = new Map<unknown, string>();
  return messages.map((message, index) => {
    if (!isObject(message) || !isOlder(message)) return message;
    const { function_call: call, ...others } = message;
    if (message.role === 'assistant') {
      const id = `call_${index}`;
      if (isObject(call)) latest.set(call.name, id);
      const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
      return { ...others, tool_calls: [...calls, { id, type: 'function', function: call }] };
    }
    const content = message.content ?? '';
    if (message.role !== 'function') return { ...message, content };
    const { name, ...result } = others;
    return { ...result, role: 'tool', tool_call_id: latest.get(name) ?? String(name), content };
  });
}

function toTool(definition: unknown): JsonObject {
  return { type: 'function', function: definition };
}

/** `auto` and `none` have the same names in both forms. */
function toChoice(choice: unknown): unknown {
  return isObject(choice) ? { type: 'function', function: choice } : choice;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

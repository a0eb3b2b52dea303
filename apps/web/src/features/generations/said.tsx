import { formatCount } from '../../format/tokens.ts';
import classes from './detail.module.css';
import type { GenerationDetail } from './generation-documents.ts';
import { ScrollText } from './scroll-text.tsx';

type RequestMessage = { role: string; text: string };

const roleWords: Readonly<Record<string, string>> = {
  SYSTEM: 'System',
  USER: 'User',
  ASSISTANT: 'Assistant',
  TOOL: 'Tool',
};

/** The messages of a request as plain text. */
export function messagesOf(request: unknown): readonly RequestMessage[] {
  const messages = typeof request === 'object' && request !== null ? Reflect.get(request, 'messages') : null;
  if (!Array.isArray(messages)) return [];
  return messages.map((message: Record<string, unknown>) => ({
    role: roleWords[String(message.role)] ?? String(message.role),
    text: typeof message.content === 'string' ? message.content : JSON.stringify(message.parts ?? null, null, 2),
  }));
}

/** Prompt and answer, or the reason why they are missing. */
export function Said({ generation }: { generation: GenerationDetail }) {
  const { hasContent, parts, providerMetadata, request, attempts } = generation;
  if (!hasContent) {
    return (
      <section aria-label="Content">
        <h3 className={classes.subtitle}>Prompt and answer</h3>
        <p className={classes.notKept}>
          The content of this generation is not kept: the policy or the request stores none, or its retention has ended.
          The plan, the attempts and the figures stay.
        </p>
      </section>
    );
  }
  const broken = attempts.filter(({ outcome, usage }) => outcome !== 'SUCCEEDED' && usage.outputTokens > 0);
  return (
    <section aria-label="Content" className={classes.said}>
      {messagesOf(request).map(({ role, text: words }, index) => (
        <Block key={index} label={role}>
          {words}
        </Block>
      ))}
      {parts.map((part, index) => {
        const { label, words } = describePart(part, generation);
        return words === '' ? null : (
          <Block key={index} label={label}>
            {words}
          </Block>
        );
      })}
      {providerMetadata !== null && (
        <details>
          <summary className={classes.subtitle}>Other data of the provider</summary>
          <ScrollText label="Other data of the provider" isCode>
            {JSON.stringify(providerMetadata, null, 2)}
          </ScrollText>
        </details>
      )}
      {broken.map(({ number, model, usage }) => (
        <p key={number} className={classes.seam}>
          Seam: {model} wrote {formatCount(usage.outputTokens)} tokens in attempt {number} before it ended; the next
          attempt continued this text or started over.
        </p>
      ))}
    </section>
  );
}

/** A part of the answer as a title and plain text. The bytes of files are not stored. */
function describePart(
  { type, text, url, mediaType, name, ...part }: GenerationDetail['parts'][number],
  { model, refusal }: GenerationDetail,
): { label: string; words: string } {
  switch (type) {
    case 'REASONING':
      return { label: 'Reasoning', words: text ?? '' };
    case 'TOOL_CALL':
      return { label: `Calls ${name}`, words: JSON.stringify(part.arguments, null, 2) };
    case 'IMAGE':
    case 'FILE':
    case 'AUDIO':
      return { label: `${type[0]}${type.slice(1).toLowerCase()}`, words: url ?? name ?? mediaType ?? 'not stored' };
    default:
      if (refusal !== null && text !== null && refusal.includes(text)) return { label: 'Refusal', words: text };
      return { label: model === null ? 'Answer' : `Answer of ${model}`, words: text ?? '' };
  }
}

function Block({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <h3 className={classes.subtitle}>{label}</h3>
      <ScrollText label={label}>{children}</ScrollText>
    </div>
  );
}

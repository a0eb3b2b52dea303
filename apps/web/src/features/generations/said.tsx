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
  const { hasContent, text, reasoning, refusal, toolCalls, request, attempts } = generation;
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
      {reasoning !== '' && <Block label="Reasoning">{reasoning}</Block>}
      {refusal !== null && <Block label="Refusal">{refusal}</Block>}
      {text !== '' && (
        <Block label={generation.model === null ? 'Answer' : `Answer of ${generation.model}`}>{text}</Block>
      )}
      {toolCalls.map(({ id, name, arguments: values }) => (
        <Block key={id} label={`Calls ${name}`}>
          {JSON.stringify(values, null, 2)}
        </Block>
      ))}
      {broken.map(({ number, model, usage }) => (
        <p key={number} className={classes.seam}>
          Seam: {model} wrote {formatCount(usage.outputTokens)} tokens in attempt {number} before it ended; the next
          attempt went on from there or began anew.
        </p>
      ))}
    </section>
  );
}

function Block({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <h3 className={classes.subtitle}>{label}</h3>
      <ScrollText label={label}>{children}</ScrollText>
    </div>
  );
}

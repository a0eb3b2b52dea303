'use client';

import { Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useClient } from 'urql';
import { Card } from '../../components/card.tsx';
import { formatCount } from '../../format/tokens.ts';
import { describeError } from '../../graphql/describe-error.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import {
  parseValue,
  settingsOf,
  type TemplateDraft,
  type TemplateInput,
  type VariableSettings,
  variablesOf,
} from './template-draft.ts';
import classes from './templates.module.css';

const PreviewQuery = graphql(`
  query TemplatePreview($name: String!, $draft: TemplateInput!, $variables: JSON!, $workspaceId: ID) {
    templatePreview(name: $name, draft: $draft, variables: $variables, workspaceId: $workspaceId) {
      inputTokens
      messages {
        role
        content
        inputTokens
      }
    }
  }
`);

type Preview = ResultOf<typeof PreviewQuery>['templatePreview'];
type PreviewState = { preview: Preview | null; problem: string | null };
type Typed = Readonly<Record<string, string>>;

/** The preview is read after this time without typing. Milliseconds. */
const restMs = 350;

/** The messages that a call makes from the typed values. No model is called. `input` null: the draft cannot be read. */
export function TemplatePreview({ draft, input }: { draft: TemplateDraft; input: TemplateInput | null }) {
  const [values, setValues] = useState<Typed>({});
  const names = variablesOf(draft);
  const { preview, problem } = usePreview(draft, input, values);
  const tokens = preview && (
    <Text size="xs" c="dimmed">
      {formatCount(preview.inputTokens)} tokens
    </Text>
  );
  return (
    <Card title="Preview" aside={tokens}>
      <Stack gap="sm">
        {names.map((name) => (
          <TextInput
            key={name}
            label={name}
            size="xs"
            placeholder={placeholderOf(settingsOf(draft, name))}
            value={values[name] ?? ''}
            onChange={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
          />
        ))}
        {problem !== null && (
          <Text size="sm" role="status" c="dimmed">
            {problem}
          </Text>
        )}
        {problem === null && preview && <Messages messages={preview.messages} />}
      </Stack>
    </Card>
  );
}

const typeWords = { STRING: 'a text', NUMBER: 'a number', BOOLEAN: 'true or false', JSON: 'JSON' } as const;

function placeholderOf({ default: text, isRequired, type }: VariableSettings): string {
  if (text !== '') return text;
  return isRequired ? `Needs ${typeWords[type]}` : 'Nothing';
}

function Messages({ messages }: Pick<Preview, 'messages'>) {
  const numbered = messages.map((message, index) => ({ ...message, key: `${index} ${message.role}` }));
  return (
    <ol className={classes.preview} aria-label="Messages of the preview">
      {numbered.map(({ key, role, content, inputTokens }) => (
        <li key={key}>
          <div className={classes.previewHead}>
            <span>{role.toLowerCase()}</span>
            <span>{formatCount(inputTokens)} tokens</span>
          </div>
          <div className={classes.previewText}>{content}</div>
        </li>
      ))}
    </ol>
  );
}

function usePreview(draft: TemplateDraft, input: TemplateInput | null, typed: Typed): PreviewState {
  const client = useClient();
  const [state, setState] = useState<PreviewState>({ preview: null, problem: null });
  const isEmpty = draft.messages.every(({ content, toolCalls }) => content === '' && toolCalls === '');
  const request = input === null || isEmpty ? null : JSON.stringify({ input, values: readValues(draft, typed) });

  useEffect(() => {
    if (request === null) return setState({ preview: null, problem: null });
    let isLatest = true;
    const { input: asked, values } = JSON.parse(request) as { input: TemplateInput; values: Values };
    if (!values.ok) return setState({ preview: null, problem: values.problem });
    const timer = setTimeout(async () => {
      // The API requires a name, which a preview does not show.
      const named = { ...asked, name: asked.name || 'new' };
      const variables = { name: named.name, draft: named, variables: values.json, workspaceId: asked.workspaceId };
      const { data, error } = await client.query(PreviewQuery, variables, { requestPolicy: 'network-only' });
      if (!isLatest) return;
      if (data) setState({ preview: data.templatePreview, problem: null });
      else setState({ preview: null, problem: error ? describeError(error).message : 'The API gave no answer.' });
    }, restMs);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [client, request]);
  return state;
}

type Values = { ok: true; json: Record<string, unknown> } | { ok: false; problem: string };

/** The typed values. An empty field gives none. */
function readValues(draft: TemplateDraft, typed: Typed): Values {
  const missing = variablesOf(draft).filter((name) => {
    const { isRequired, default: text } = settingsOf(draft, name);
    return isRequired && text === '' && (typed[name] ?? '') === '';
  });
  if (missing.length > 0) return { ok: false, problem: `Type a value for ${missing.join(', ')} to see the messages.` };
  try {
    const given = variablesOf(draft).filter((name) => (typed[name] ?? '') !== '');
    const entries = given.map((name) => [name, parseValue(name, settingsOf(draft, name).type, typed[name] ?? '')]);
    return { ok: true, json: Object.fromEntries(entries) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

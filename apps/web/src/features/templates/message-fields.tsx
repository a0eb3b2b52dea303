import { ActionIcon, Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { type DraftMessage, newMessage, type Role, type TemplateDraft } from './template-draft.ts';
import classes from './templates.module.css';

const roles: readonly { value: Role; label: string }[] = [
  { value: 'SYSTEM', label: 'System' },
  { value: 'USER', label: 'User' },
  { value: 'ASSISTANT', label: 'Assistant' },
  { value: 'TOOL', label: 'Tool' },
];

type MessageFieldsProps = {
  draft: TemplateDraft;
  onChange: (draft: TemplateDraft) => void;
  isReadOnly: boolean;
};

/** The messages of a template, in their order. */
export function MessageFields({ draft, onChange, isReadOnly }: MessageFieldsProps) {
  const { messages } = draft;
  const put = (next: readonly DraftMessage[]) => onChange({ ...draft, messages: next });
  const move = (from: number, to: number) => {
    const next = [...messages];
    next.splice(to, 0, ...next.splice(from, 1));
    put(next);
  };
  return (
    <Card title="Messages">
      <Stack gap="sm">
        {isReadOnly &&
          messages.map((message, index) => <ReadOnlyMessage key={message.key} message={message} number={index + 1} />)}
        {(isReadOnly ? [] : messages).map((message, index) => (
          <MessageField
            key={message.key}
            message={message}
            number={index + 1}
            onChange={(changed) => put(messages.map((one) => (one.key === changed.key ? changed : one)))}
            onUp={index === 0 ? null : () => move(index, index - 1)}
            onDown={index === messages.length - 1 ? null : () => move(index, index + 1)}
            onRemove={messages.length === 1 ? null : () => put(messages.filter(({ key }) => key !== message.key))}
          />
        ))}
        {!isReadOnly && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} />}
            className={classes.add}
            onClick={() => put([...messages, newMessage(messages.at(-1)?.role === 'USER' ? 'ASSISTANT' : 'USER')])}
          >
            Add a message
          </Button>
        )}
      </Stack>
    </Card>
  );
}

type MessageFieldProps = {
  message: DraftMessage;
  number: number;
  onChange: (message: DraftMessage) => void;
  /** Null when the action is not possible. */
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onRemove: (() => void) | null;
};

/** A message that cannot be changed. */
function ReadOnlyMessage({ message, number }: Pick<MessageFieldProps, 'message' | 'number'>) {
  const { role, content, toolCallId, toolCalls } = message;
  return (
    <section className={classes.message} aria-label={`Message ${number}`}>
      <div className={classes.previewHead}>
        <span>{roles.find(({ value }) => value === role)?.label}</span>
        {toolCallId !== '' && <span>answers {toolCallId}</span>}
      </div>
      <div className={classes.readOnlyText}>{content}</div>
      {toolCalls !== '' && <pre className={classes.readOnlyText}>{toolCalls}</pre>}
    </section>
  );
}

function MessageField({ message, number, onChange, onUp, onDown, onRemove }: MessageFieldProps) {
  const { role, content } = message;
  return (
    <section className={classes.message} aria-label={`Message ${number}`}>
      <Group justify="space-between" gap={8} mb={6}>
        <NativeSelect
          aria-label={`Role of message ${number}`}
          size="xs"
          data={[...roles]}
          value={role}
          onChange={({ currentTarget }) => onChange({ ...message, role: currentTarget.value as Role })}
        />
        <Group gap={2}>
          <Act label={`Move message ${number} up`} icon={<IconArrowUp size={15} />} onClick={onUp} />
          <Act label={`Move message ${number} down`} icon={<IconArrowDown size={15} />} onClick={onDown} />
          <Act label={`Remove message ${number}`} icon={<IconTrash size={15} />} onClick={onRemove} />
        </Group>
      </Group>
      <Textarea
        aria-label={`Text of message ${number}`}
        placeholder="Text, with {{placeholders}}"
        autosize
        minRows={2}
        maxRows={24}
        classNames={{ input: classes.text }}
        value={content}
        onChange={({ currentTarget }) => onChange({ ...message, content: currentTarget.value })}
      />
      <CallFields message={message} onChange={onChange} />
    </section>
  );
}

/** The calls of an assistant's message, or the call that a tool's message answers. */
function CallFields({ message, onChange }: Pick<MessageFieldProps, 'message' | 'onChange'>) {
  const { role, toolCallId, toolCalls } = message;
  if (role === 'TOOL') {
    return (
      <TextInput
        label="Answers the call"
        placeholder="The id of a call above"
        size="xs"
        mt={6}
        value={toolCallId}
        onChange={({ currentTarget }) => onChange({ ...message, toolCallId: currentTarget.value })}
      />
    );
  }
  if (role !== 'ASSISTANT') return null;
  return (
    <Textarea
      label="Tool calls"
      description='A JSON list as [{ "id": "c1", "name": "look_up", "arguments": "{}" }]. Empty for none.'
      size="xs"
      mt={6}
      autosize
      minRows={1}
      maxRows={12}
      classNames={{ input: classes.text }}
      value={toolCalls}
      onChange={({ currentTarget }) => onChange({ ...message, toolCalls: currentTarget.value })}
    />
  );
}

function Act({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: (() => void) | null }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      bg={onClick === null ? 'transparent' : undefined}
      disabled={onClick === null}
      onClick={onClick ?? undefined}
    >
      {icon}
    </ActionIcon>
  );
}

import { Checkbox, NativeSelect, Text, TextInput } from '@mantine/core';
import { Card } from '../../components/card.tsx';
import { FactList } from '../../components/fact-list.tsx';
import {
  settingsOf,
  type TemplateDraft,
  type VariableSettings,
  type VariableType,
  variablesOf,
} from './template-draft.ts';
import classes from './templates.module.css';

const types: readonly { value: VariableType; label: string }[] = [
  { value: 'STRING', label: 'Text' },
  { value: 'NUMBER', label: 'Number' },
  { value: 'BOOLEAN', label: 'True or false' },
  { value: 'JSON', label: 'JSON' },
];

type VariableFieldsProps = {
  draft: TemplateDraft;
  onChange: (draft: TemplateDraft) => void;
  isReadOnly: boolean;
};

/** The variables of a template: one for each placeholder in its messages. */
export function VariableFields({ draft, onChange, isReadOnly }: VariableFieldsProps) {
  const names = variablesOf(draft);
  if (names.length === 0) {
    return (
      <Card title="Variables">
        <Text size="sm" c="dimmed">
          None. Write <code>{'{{name}}'}</code> in a message to make one.
        </Text>
      </Card>
    );
  }
  if (isReadOnly) return <ReadOnlyVariables draft={draft} names={names} />;
  return (
    <Card title="Variables">
      <div className={classes.variables}>
        {names.map((name) => {
          const settings = settingsOf(draft, name);
          const change = (changes: Partial<VariableSettings>) =>
            onChange({ ...draft, settings: { ...draft.settings, [name]: { ...settings, ...changes } } });
          return (
            <fieldset key={name} className={classes.variable}>
              <legend>
                <code>{name}</code>
              </legend>
              <NativeSelect
                aria-label={`Type of ${name}`}
                size="xs"
                data={[...types]}
                value={settings.type}
                onChange={({ currentTarget }) => change({ type: currentTarget.value as VariableType })}
              />
              <TextInput
                aria-label={`Default of ${name}`}
                placeholder="No default"
                size="xs"
                value={settings.default}
                onChange={({ currentTarget }) => change({ default: currentTarget.value })}
              />
              <Checkbox
                label="Required"
                size="xs"
                checked={settings.isRequired && settings.default === ''}
                disabled={settings.default !== ''}
                onChange={({ currentTarget }) => change({ isRequired: currentTarget.checked })}
              />
            </fieldset>
          );
        })}
      </div>
    </Card>
  );
}

function ReadOnlyVariables({ draft, names }: { draft: TemplateDraft; names: readonly string[] }) {
  return (
    <Card title="Variables">
      <FactList
        facts={names.map((name) => {
          const { type, isRequired, default: text } = settingsOf(draft, name);
          const without = isRequired ? 'required' : 'optional';
          return {
            label: name,
            value: types.find(({ value }) => value === type)?.label,
            note: text === '' ? without : `default ${text}`,
          };
        })}
      />
    </Card>
  );
}

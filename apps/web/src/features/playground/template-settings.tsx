'use client';

import { Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from 'urql';
import { describeError } from '../../graphql/describe-error.ts';
import { graphql } from '../../graphql/graphql.ts';
import type { TemplateChoice } from './settings.ts';

const TemplatesQuery = graphql(`
  query PlaygroundTemplates {
    templates {
      id
      name
      version
      description
      variables {
        name
        type
        required
        default
      }
    }
  }
`);

type TemplateSettingsProps = { template: TemplateChoice | null; onChange: (template: TemplateChoice | null) => void };

/** Chooses a template of the API, and takes the values of its variables. */
export function TemplateSettings({ template, onChange }: TemplateSettingsProps) {
  const [{ data, error }] = useQuery({ query: TemplatesQuery });
  const templates = data?.templates ?? [];
  const chosen = templates.find(({ name }) => name === template?.name);
  const names = [...new Set([...templates.map(({ name }) => name), ...(template ? [template.name] : [])])];
  return (
    <Stack gap="xs">
      <Select
        label="Template"
        description={chosen?.description ?? 'Its messages come before the prompt.'}
        placeholder={names.length === 0 && data ? 'No templates yet' : 'None'}
        disabled={names.length === 0}
        clearable
        data={names}
        value={template?.name ?? null}
        error={error && describeError(error).message}
        onChange={(name) => onChange(name === null ? null : { name, values: {} })}
      />
      {template &&
        chosen?.variables.map(({ name, type, required, default: fallback }) => (
          <TextInput
            key={name}
            label={name}
            withAsterisk={required && fallback === null}
            placeholder={fallback === null ? type.toLowerCase() : String(fallback)}
            value={template.values[name] ?? ''}
            onChange={({ currentTarget }) =>
              onChange({ ...template, values: { ...template.values, [name]: currentTarget.value } })
            }
          />
        ))}
    </Stack>
  );
}

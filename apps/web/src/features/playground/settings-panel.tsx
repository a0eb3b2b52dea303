'use client';

import { Input, NativeSelect, NumberInput, SegmentedControl, SimpleGrid, Stack, Switch, Textarea } from '@mantine/core';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import type { ReasoningEffort, Settings } from './settings.ts';
import { TemplateSettings } from './template-settings.tsx';

const formats = [
  { value: 'TEXT', label: 'Text' },
  { value: 'JSON', label: 'JSON' },
  { value: 'JSON_SCHEMA', label: 'Schema' },
] as const satisfies readonly { value: Settings['format']; label: string }[];

const efforts = [
  { value: '', label: "Model's own" },
  { value: 'NONE', label: 'None' },
  { value: 'MINIMAL', label: 'Minimal' },
  { value: 'LOW', label: 'Low' },
  { value: 'MEDIUM', label: 'Medium' },
  { value: 'HIGH', label: 'High' },
  { value: 'XHIGH', label: 'Very high' },
  { value: 'MAX', label: 'Maximum' },
] as const satisfies readonly { value: ReasoningEffort | ''; label: string }[];

const exampleSchema =
  '{\n  "type": "object",\n  "properties": { "answer": { "type": "string" } },\n  "required": ["answer"]\n}';
const exampleTools = '[{\n  "name": "get_weather",\n  "description": "…",\n  "parameters": { "type": "object", … }\n}]';

type PartProps = { settings: Settings; change: (settings: Partial<Settings>) => void };

/** The parameters sent with the messages. */
export function SettingsPanel() {
  const { change } = usePlayground();
  const settings = usePlaygroundState((state) => state.settings);
  return (
    <Stack gap="lg">
      <Textarea
        label="System message"
        placeholder="Instructions for the model"
        autosize
        minRows={3}
        maxRows={10}
        value={settings.systemMessage}
        onChange={(event) => change({ systemMessage: event.currentTarget.value })}
      />
      <TemplateSettings template={settings.template} onChange={(template) => change({ template })} />
      <Sampling settings={settings} change={change} />
      <Format settings={settings} change={change} />
      <Limits settings={settings} change={change} />
      <Code
        label="Tools"
        placeholder={exampleTools}
        value={settings.toolsText}
        onChange={(toolsText) => change({ toolsText })}
      />
    </Stack>
  );
}

function Sampling({ settings, change }: PartProps) {
  return (
    <SimpleGrid cols={2} spacing="sm">
      <NumberInput
        label="Temperature"
        placeholder="Model's own"
        min={0}
        max={2}
        step={0.1}
        decimalScale={2}
        value={settings.temperature ?? ''}
        onChange={(value) => change({ temperature: readNumber(value) })}
      />
      <NumberInput
        label="Max tokens"
        placeholder="Model's limit"
        min={1}
        step={256}
        allowDecimal={false}
        thousandSeparator=","
        value={settings.maxTokens ?? ''}
        onChange={(value) => change({ maxTokens: readNumber(value) })}
      />
      <NativeSelect
        label="Reasoning effort"
        data={[...efforts]}
        value={settings.reasoningEffort ?? ''}
        onChange={({ currentTarget }) => {
          const effort = efforts.find(({ value }) => value === currentTarget.value)?.value;
          change({ reasoningEffort: effort ? effort : null });
        }}
      />
    </SimpleGrid>
  );
}

function Format({ settings, change }: PartProps) {
  return (
    <div>
      <Input.Label>Answer as</Input.Label>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Answer as"
        data={[...formats]}
        value={settings.format}
        onChange={(format) => change({ format })}
      />
      {settings.format === 'JSON_SCHEMA' && (
        <Code
          label="JSON schema"
          placeholder={exampleSchema}
          value={settings.schemaText}
          onChange={(schemaText) => change({ schemaText })}
        />
      )}
    </div>
  );
}

function Limits({ settings, change }: PartProps) {
  return (
    <>
      <Switch
        label="Fall back to other models"
        description="When a model fails, the next model of the plan continues."
        checked={settings.isFallbackEnabled}
        onChange={(event) => change({ isFallbackEnabled: event.currentTarget.checked })}
      />
      <NumberInput
        label="Cost limit"
        description="Models that could cost more are excluded."
        placeholder="None"
        prefix="$"
        min={0}
        step={0.01}
        decimalScale={6}
        value={settings.costLimitUsd ?? ''}
        onChange={(value) => change({ costLimitUsd: readNumber(value) })}
      />
    </>
  );
}

type CodeProps = { label: string; placeholder: string; value: string; onChange: (value: string) => void };

function Code({ label, placeholder, value, onChange }: CodeProps) {
  return (
    <Textarea
      label={label}
      placeholder={placeholder}
      mt="xs"
      autosize
      minRows={4}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Mantine reports an emptied field as the empty string. */
function readNumber(value: string | number | bigint): number | null {
  return value === '' || !Number.isFinite(Number(value)) ? null : Number(value);
}

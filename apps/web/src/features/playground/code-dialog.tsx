'use client';

import { Modal, NativeSelect, Stack, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { CodeBlock } from '../../components/code-block.tsx';
import { asCode, type CodeLanguage } from './as-code.ts';
import { buildInput } from './build-input.ts';
import { usePlaygroundState } from './playground-provider.tsx';
import { routeLabel } from './route.ts';

const languages: readonly { language: CodeLanguage; label: string; colors: string }[] = [
  { language: 'graphql', label: 'GraphQL', colors: 'graphql' },
  { language: 'curl', label: 'curl', colors: 'bash' },
  { language: 'python', label: 'Python', colors: 'python' },
  { language: 'javascript', label: 'JavaScript', colors: 'javascript' },
];

/** The request of a lane as code, for GraphQL, curl and OpenAI's libraries. */
export function CodeDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="As code" size="xl" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Code />
    </Modal>
  );
}

function Code() {
  const { settings, draft, files, turns } = usePlaygroundState((state) => state);
  const [laneIndex, setLaneIndex] = useState(0);
  const route = settings.routes[laneIndex] ?? settings.routes[0];
  if (!route) return null;
  const last = turns.at(-1);
  // With an empty prompt, the code is for the last prompt.
  const question =
    draft.trim() === '' && files.length === 0 && last
      ? { prompt: last.prompt, files: last.files, turns: turns.slice(0, -1) }
      : { prompt: draft, files, turns };
  const built = buildInput({ settings, route, laneIndex, ...question });
  if (built.type === 'invalid') return <Text>{built.problem}</Text>;
  return (
    <Stack gap="sm">
      {settings.routes.length > 1 && (
        <NativeSelect
          label="Answer"
          value={laneIndex}
          data={settings.routes.map((known, index) => ({
            value: `${index}`,
            label: `${index + 1}. ${routeLabel(known)}`,
          }))}
          onChange={({ currentTarget }) => setLaneIndex(Number(currentTarget.value))}
        />
      )}
      <Tabs defaultValue="graphql" keepMounted={false}>
        <Tabs.List mb="sm">
          {languages.map(({ language, label }) => (
            <Tabs.Tab key={language} value={language}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {languages.map(({ language, colors }) => (
          <Tabs.Panel key={language} value={language}>
            <CodeBlock
              code={asCode(language, built.input, { origin: window.location.origin })}
              language={colors}
              isOpen={false}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
      <Text size="xs" c="dimmed">
        Your program reads its key from the variable PENSTOCK_API_KEY. Create one under Workspaces &amp; keys.
      </Text>
    </Stack>
  );
}

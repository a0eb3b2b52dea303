'use client';

import { Button, Popover, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { type GenerationFilter, isEmptyFilter, type TextMember, textMembers } from './generation-filter.ts';
import classes from './generations.module.css';

type Props = { filter: GenerationFilter; onChange: (filter: GenerationFilter) => void; onReset: () => void };

const waitMs = 300;

/** The text filters. The typed text is local, and the address follows. */
export function FilterBar({ filter, onChange, onReset }: Props) {
  const [texts, setTexts] = useState(filter.texts);
  const apply = useDebouncedCallback((next: GenerationFilter['texts']) => onChange({ ...filter, texts: next }), waitMs);
  // A saved view, or a reset, changes the address without typing.
  const applied = JSON.stringify(filter.texts);
  useEffect(() => setTexts(JSON.parse(applied)), [applied]);
  const field = (member: TextMember) => ({
    size: 'xs' as const,
    value: texts[member],
    onChange: (event: { currentTarget: HTMLInputElement }) => {
      const next = { ...texts, [member]: event.currentTarget.value };
      setTexts(next);
      apply(next);
    },
  });
  const others = (Object.keys(textMembers) as TextMember[]).filter((member) => member !== 'q');
  const used = others.filter((member) => filter.texts[member] !== '').length;
  return (
    <>
      <TextInput
        {...field('q')}
        className={classes.search}
        aria-label={textMembers.q}
        placeholder="Search prompts and answers"
        leftSection={<IconSearch size={14} />}
      />
      <Popover position="bottom-start" trapFocus>
        <Popover.Target>
          <Button variant="default" size="xs" leftSection={<IconFilter size={14} />}>
            {used === 0 ? 'More filters' : `More filters (${used})`}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            {others.map((member) => (
              <TextInput key={member} {...field(member)} label={textMembers[member]} />
            ))}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {!isEmptyFilter(filter) && (
        <Button variant="subtle" size="xs" onClick={onReset}>
          Reset
        </Button>
      )}
    </>
  );
}

'use client';

import { ActionIcon, Button, Group, Popover, SegmentedControl, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar } from '@tabler/icons-react';
import { lazy } from 'react';
import { LazyPart } from '../../components/lazy-part.tsx';
import { Loading } from '../../components/states.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { rangePresets, useViewRange } from './view-range.ts';

// The calendar is large, and few users open it.
const RangeCalendar = lazy(() => import('./range-calendar.tsx').then((module) => ({ default: module.RangeCalendar })));

/** Chooses the time range that pages share: a preset, or two moments. */
export function RangePicker() {
  const { from, to, preset, setPreset, setRange } = useViewRange();
  const [isOpen, popover] = useDisclosure();
  return (
    <Group gap={6}>
      <SegmentedControl
        size="xs"
        aria-label="Time range"
        data={[...rangePresets]}
        value={preset ?? ''}
        onChange={(value) => setPreset(rangePresets.find((known) => known === value) ?? '24h')}
      />
      <Popover opened={isOpen} onChange={popover.set} position="bottom-end" trapFocus>
        <Popover.Target>
          {preset === null ? (
            <Button size="xs" variant="light" leftSection={<IconCalendar size={14} />} onClick={popover.toggle}>
              {formatDateTime(from)} – {formatDateTime(to)}
            </Button>
          ) : (
            <ActionIcon size={30} variant="default" aria-label="Choose the range" onClick={popover.toggle}>
              <IconCalendar size={16} />
            </ActionIcon>
          )}
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="xs">
            <LazyPart fallback={<Loading />}>
              <RangeCalendar
                from={from}
                to={to}
                onChoose={(start, end) => {
                  setRange(start, end);
                  popover.close();
                }}
              />
            </LazyPart>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}

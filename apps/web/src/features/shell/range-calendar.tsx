'use client';

import '@mantine/dates/styles.css';
import { Button, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useState } from 'react';
import { formatDateTime, zoneName } from '../../format/date-time.ts';
import classes from './range-calendar.module.css';

type RangeCalendarProps = { from: Date; to: Date; onChoose: (from: Date, to: Date) => void };

/** Two moments, in the zone of the browser. */
export function RangeCalendar({ from, to, onChoose }: RangeCalendarProps) {
  const [start, setStart] = useState<string | null>(asText(from));
  const [end, setEnd] = useState<string | null>(asText(to));
  const isValid = start !== null && end !== null && start < end;
  return (
    <Stack gap="xs" w={260}>
      <DateTimePicker {...picker} label="From" value={start} onChange={setStart} />
      <DateTimePicker
        {...picker}
        label="To"
        value={end}
        onChange={setEnd}
        error={isValid ? null : 'The end must be after the start.'}
      />
      <Text size="xs" c="dimmed">
        Times in {zoneName('local')}
      </Text>
      <Button size="xs" disabled={!isValid} onClick={() => isValid && onChoose(new Date(start), new Date(end))}>
        Show this range
      </Button>
    </Stack>
  );
}

const picker = {
  size: 'xs',
  valueFormat: (at: string) => formatDateTime(new Date(at.replace(' ', 'T'))),
  hideOutsideDates: true,
  classNames: { day: classes.day ?? '' },
  // Otherwise its dialog would have no name.
  popoverProps: { withinPortal: false, withRoles: false },
  ariaLabels: { previousMonth: 'The month before', nextMonth: 'The month after' },
  timePickerProps: { hoursInputLabel: 'Hour', minutesInputLabel: 'Minute' },
  submitButtonProps: { 'aria-label': 'Done' },
} as const;

/** A moment in the picker's form: `2026-11-29 07:00:00`, in the browser's zone. */
function asText(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

'use client';

import {
  type MantineColorScheme,
  SegmentedControl,
  Tooltip,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'auto', label: 'System setting', icon: IconDeviceDesktop },
  { value: 'dark', label: 'Dark', icon: IconMoon },
] as const satisfies readonly { value: MantineColorScheme; label: string; icon: unknown }[];

/** Light, dark, or the system's setting. */
export function ColorSchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      radius="sm"
      aria-label="Colour scheme"
      value={colorScheme}
      onChange={setColorScheme}
      data={schemes.map(({ value, label, icon: SchemeIcon }) => ({
        value,
        label: (
          <Tooltip label={label}>
            <span style={{ display: 'flex', padding: '1px 2px' }}>
              <SchemeIcon size={14} />
              <VisuallyHidden>{label}</VisuallyHidden>
            </span>
          </Tooltip>
        ),
      }))}
    />
  );
}

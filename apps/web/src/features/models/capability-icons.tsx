import { Badge, Group } from '@mantine/core';
import { describeCapability, shownCapabilities } from './capabilities.ts';

type CapabilitiesProps = { capabilities: readonly string[] };

/** Capabilities as a row of icons, for lists. */
export function CapabilityIcons({ capabilities, limit = 6 }: CapabilitiesProps & { limit?: number }) {
  const shown = shownCapabilities(capabilities);
  const words = shown.map((capability) => describeCapability(capability).label).join(', ');
  return (
    <Group
      gap={6}
      wrap="nowrap"
      w="fit-content"
      c="dimmed"
      role="img"
      aria-label={words}
      data-hint={words === '' ? undefined : words}
    >
      {shown.slice(0, limit).map((capability) => {
        const CapabilityIcon = describeCapability(capability).icon;
        return <CapabilityIcon key={capability} size={15} stroke={1.6} />;
      })}
      {shown.length > limit && <span style={{ fontSize: 11 }}>+{shown.length - limit}</span>}
    </Group>
  );
}

/** Capabilities as words. */
export function CapabilityBadges({ capabilities }: CapabilitiesProps) {
  return (
    <Group gap={6}>
      {shownCapabilities(capabilities).map((capability) => {
        const { label, icon: CapabilityIcon } = describeCapability(capability);
        return (
          <Badge
            key={capability}
            variant="default"
            tt="none"
            fw={500}
            radius="sm"
            leftSection={<CapabilityIcon size={13} stroke={1.6} />}
          >
            {label}
          </Badge>
        );
      })}
    </Group>
  );
}

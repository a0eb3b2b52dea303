import { Alert, Badge, Group, Popover, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconServer2 } from '@tabler/icons-react';
import { useState } from 'react';
import { StatusDot } from '../../components/status-dot.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import classes from './policy.module.css';
import { sourceLabels } from './revision-fragment.ts';
import type { PolicyInForce, Replica } from './use-policy.ts';

type PolicyStatusProps = { policy: PolicyInForce; replicas: readonly Replica[] | null };

/** The revision in force, its problem, and the replicas that run it. */
export function PolicyStatus({ policy, replicas }: PolicyStatusProps) {
  const { revision, source, appliedAt, appliedBy, comment, problem } = policy;
  return (
    <>
      <div className={classes.status}>
        <Group gap={8} wrap="nowrap">
          <StatusDot tone={problem === null ? 'good' : 'bad'} />
          <Text fw={600} component="span" className={classes.nowrap}>
            Revision {revision} in force
          </Text>
          <Badge variant="default" size="sm" tt="none" fw={500}>
            {sourceLabels[source]}
          </Badge>
        </Group>
        {replicas && <Replicas revision={revision} replicas={replicas} />}
        <Text size="sm" c="dimmed" className={classes.statusText}>
          {appliedBy}, {formatDateTime(appliedAt)}
          {comment === null ? '' : ` · ${comment}`}
        </Text>
      </div>
      {problem !== null && (
        <Alert
          color="red"
          variant="light"
          mb="md"
          icon={<IconAlertTriangle size={18} />}
          title="A newer document is not used"
        >
          {problem}
        </Alert>
      )}
    </>
  );
}

function Replicas({ revision, replicas }: { revision: number; replicas: readonly Replica[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const current = replicas.filter((one) => one.revision === revision).length;
  const words =
    replicas.length === 1
      ? 'One replica'
      : current === replicas.length
        ? `All ${replicas.length} replicas run it`
        : `${current} of ${replicas.length} replicas run it`;
  return (
    <Popover position="bottom-end" withArrow opened={isOpen} onChange={setIsOpen}>
      <Popover.Target>
        <UnstyledButton
          className={classes.replicas}
          data-behind={current < replicas.length || undefined}
          onClick={() => setIsOpen(!isOpen)}
          // The list has nothing to focus, so the key event arrives here.
          onKeyDown={({ key }) => key === 'Escape' && setIsOpen(false)}
        >
          <IconServer2 size={15} />
          {words}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <table className={classes.small} aria-label="Replicas">
          <thead>
            <tr>
              <th scope="col">Replica</th>
              <th scope="col">Revision</th>
            </tr>
          </thead>
          <tbody>
            {replicas.map((one) => (
              <tr key={one.id} data-id={one.id}>
                <td>{one.id}</td>
                <td data-align="right">{one.revision}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Popover.Dropdown>
    </Popover>
  );
}

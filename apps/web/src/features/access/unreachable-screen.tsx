import { Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import { AccessScreen } from './access-screen.tsx';

/** Shown while the API does not answer. The parent retries. */
export function UnreachableScreen({ onRetry }: { onRetry: () => void }) {
  return (
    <AccessScreen
      foot={
        <>
          Is the API running? <Code fz={11}>npm run start:api</Code> starts it. If it listens elsewhere, set{' '}
          <Code fz={11}>PENSTOCK_API_URL</Code> for the console.
        </>
      }
    >
      <Stack gap="md" role="alert">
        <div>
          <Text component="h1" m={0} fw={620} size="lg">
            The API does not answer
          </Text>
          <Text size="sm" c="dimmed" mt={4}>
            The console's server gets no answer from it. The console retries and continues by itself.
          </Text>
        </div>
        <Group gap="xs" c="dimmed">
          <Loader size={14} />
          <Text size="sm">Trying again …</Text>
        </Group>
        <Button onClick={onRetry}>Try now</Button>
      </Stack>
    </AccessScreen>
  );
}

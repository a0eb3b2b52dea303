import { Button, Code, PasswordInput, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { AccessScreen } from './access-screen.tsx';

type SignInScreenProps = {
  /** Why the last key was refused; null at the first try. */
  problem: string | null;
  onKey: (key: string) => void;
};

/** Asks for an API key. */
export function SignInScreen({ problem, onKey }: SignInScreenProps) {
  const [key, setKey] = useState('');
  const [error, setError] = useState(problem);

  return (
    <AccessScreen
      foot={
        <>
          The gateway prints its admin key at the first start and saves it in <Code fz={11}>.penstock/admin-key</Code>.
          A link that ends in <Code fz={11}>#key=…</Code> signs in directly.
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() === '') setError('Enter a key.');
          else onKey(key);
        }}
      >
        <Stack gap="md">
          <div>
            <Text fw={620} size="lg">
              Sign in
            </Text>
            <Text size="sm" c="dimmed">
              With an API key of this gateway.
            </Text>
          </div>
          <PasswordInput
            label="API key"
            placeholder="psk_…"
            leftSection={<IconKey size={16} />}
            value={key}
            error={error}
            autoComplete="current-password"
            data-autofocus
            autoFocus
            onChange={(event) => {
              setKey(event.currentTarget.value);
              setError(null);
            }}
          />
          <Button type="submit" fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
    </AccessScreen>
  );
}

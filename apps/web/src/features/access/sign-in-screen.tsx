import { Alert, Button, Code, Divider, PasswordInput, Stack, Text } from '@mantine/core';
import { IconKey, IconLogin2 } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { AccessScreen } from './access-screen.tsx';
import { identityProviderHref, readSignInOptions, type SignInOptions, signIn } from './session-api.ts';

type SignInScreenProps = {
  /** The reason why the user is signed out; null without one. */
  problem: string | null;
  onSignedIn: () => void;
};

/** Signs in by an API key, or by an identity provider where one is configured. */
export function SignInScreen({ problem, onSignedIn }: SignInScreenProps) {
  const [options, setOptions] = useState<SignInOptions | null>(null);
  useEffect(() => {
    let isShown = true;
    void readSignInOptions().then((read) => isShown && setOptions(read));
    return () => {
      isShown = false;
    };
  }, []);
  const provider = options?.identityProvider ?? null;

  return (
    <AccessScreen
      foot={
        <>
          <Code fz={11}>npm start</Code> prints a link that signs in once. The admin key is printed at the first start
          and saved in <Code fz={11}>.penstock/admin-key</Code>.
        </>
      }
    >
      <Stack gap="md">
        <div>
          <Text component="h1" fw={620} size="lg">
            Sign in
          </Text>
          <Text size="sm" c="dimmed">
            {provider === null ? 'With an API key of this gateway.' : 'With your account, or with an API key.'}
          </Text>
        </div>
        {problem !== null && (
          <Alert color="orange" variant="light" p="sm">
            {problem}
          </Alert>
        )}
        {provider !== null && (
          <>
            <Button component="a" href={identityProviderHref(window.location)} leftSection={<IconLogin2 size={16} />}>
              Sign in with {provider.name}
            </Button>
            <Divider label="or" />
          </>
        )}
        <KeyForm isFirst={provider === null} onSignedIn={onSignedIn} />
      </Stack>
    </AccessScreen>
  );
}

/** `isFirst`: the usual form of sign-in, so its button is prominent. */
function KeyForm({ isFirst, onSignedIn }: { isFirst: boolean; onSignedIn: () => void }) {
  const [key, setKey] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function submit(): Promise<void> {
    if (key.trim() === '') {
      setError('Enter a key.');
      return;
    }
    setIsBusy(true);
    const result = await signIn({ key: key.trim() });
    setIsBusy(false);
    if (result.type === 'signed-in') onSignedIn();
    else setError(result.type === 'refused' ? result.message : 'The API does not answer. Try again in a moment.');
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
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
        <Button type="submit" fullWidth loading={isBusy} variant={isFirst ? 'filled' : 'default'}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

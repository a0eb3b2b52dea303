import { Alert } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { CombinedError } from 'urql';
import { describeError } from '../graphql/describe-error.ts';

/** The reason why a change was not made, shown in the form. */
export function FailedChange({ error }: { error: CombinedError | undefined }) {
  if (error === undefined) return null;
  return (
    <Alert color="red" variant="light" p="xs" role="alert">
      {describe(error)}
    </Alert>
  );
}

/** The same for a change without a form. It stays until the user closes it. */
export function notifyFailure(error: CombinedError): void {
  const { title } = describeError(error, 'change');
  notifications.show({ color: 'red', title, message: describe(error), autoClose: false });
}

function describe(error: CombinedError): string {
  const { message, hint } = describeError(error, 'change');
  return hint === null ? message : `${message} ${hint}`;
}

'use client';

import { type InputWrapperProps, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useMutation, useQuery } from 'urql';
import { DialogForm } from '../../components/dialog-form.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { formatCount } from '../../format/tokens.ts';
import { graphql } from '../../graphql/graphql.ts';
import { allowsStrategy } from '../access/key-grant.ts';
import { type ConsoleViewer, useViewer } from '../access/use-viewer.ts';
import { strategyNames } from '../playground/route.ts';
import { CreateKeyMutation, emptyDraft, hasWorkspace, type KeyDraft, rolesOf, toKeyInput } from './key-draft.ts';
import { type KeyRole, roleLabels } from './key-fragment.ts';
import classes from './keys.module.css';

const ModelNamesQuery = graphql(`
  query KeyModelNames {
    models {
      id
    }
    providers {
      id
    }
  }
`);

/** A line for each role. The API's access/permissions.ts decides. */
const roleNotes: Readonly<Record<KeyRole, string>> = {
  MEMBER: 'Calls models, and manages the keys and templates of its workspace.',
  VIEWER: 'Reads its workspace. It calls no model.',
  OPERATOR: 'Changes policy, models and budgets of every workspace.',
  ADMIN: 'May do everything.',
};

/** Help text is below the field, so that the fields of a row align. */
const helpBelow: InputWrapperProps['inputWrapperOrder'] = ['label', 'input', 'description', 'error'];

type CreateKeyDialogProps = {
  workspaces: readonly { id: string; name: string }[];
  workspaceId: string | null;
  onClose: () => void;
  onCreated: (created: { name: string; secret: string }) => void;
};

/** The form of a new key. */
export function CreateKeyDialog({ workspaces, workspaceId, onClose, onCreated }: CreateKeyDialogProps) {
  const viewer = useViewer();
  const [{ fetching, error }, create] = useMutation(CreateKeyMutation);
  const form = useForm<KeyDraft>({
    initialValues: emptyDraft(viewer.workspaceId ?? workspaceId ?? workspaces[0]?.id ?? null),
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name, such as the program that uses it.' : null),
      workspaceId: (id, { role }) => (hasWorkspace(role) && id === null ? 'Choose a workspace.' : null),
    },
  });
  const { role } = form.values;

  const save = form.onSubmit(async (draft) => {
    const { data } = await create({ input: toKeyInput(draft) });
    if (data) onCreated({ name: data.createApiKey.apiKey.name, secret: data.createApiKey.secret });
  });

  return (
    <DialogForm
      title="New key"
      size="lg"
      action="Create key"
      isSaving={fetching}
      error={error}
      isDirty={form.isDirty()}
      onSubmit={save}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        placeholder="checkout-service"
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <div className={classes.fields}>
        <Select
          label="Role"
          description={roleNotes[role]}
          inputWrapperOrder={helpBelow}
          data={rolesOf(viewer).map((value) => ({ value, label: roleLabels[value] }))}
          allowDeselect={false}
          {...form.getInputProps('role')}
        />
        {hasWorkspace(role) && (
          <Select
            label="Workspace"
            description="The key has access to this workspace only."
            inputWrapperOrder={helpBelow}
            data={workspaces.map(({ id, name }) => ({ value: id, label: name }))}
            disabled={viewer.workspaceId !== null}
            searchable
            limit={100}
            // Typed text replaces the present name.
            onClick={({ currentTarget }) => currentTarget.select()}
            allowDeselect={false}
            {...form.getInputProps('workspaceId')}
          />
        )}
      </div>
      <LimitFields fieldOf={form.getInputProps} own={viewer.apiKey} />
    </DialogForm>
  );
}

type LimitFieldsProps = {
  fieldOf: UseFormReturnType<KeyDraft>['getInputProps'];
  /** The key in use. A new key cannot have more rights. */
  own: ConsoleViewer['apiKey'];
};

function LimitFields({ fieldOf, own }: LimitFieldsProps) {
  const [{ data }] = useQuery({ query: ModelNamesQuery });
  const patterns = [...(data?.providers ?? []).map(({ id }) => `${id}/*`), ...(data?.models ?? []).map(({ id }) => id)];
  return (
    <>
      <div className={classes.fields}>
        <TagsInput
          label="Models"
          description={`Ids, or patterns such as openai/*. Empty: ${asOwn(own?.models) ?? 'every model'}.`}
          inputWrapperOrder={helpBelow}
          data={patterns}
          maxTags={100}
          limit={50}
          clearable
          clearButtonProps={{ 'aria-label': 'Every model' }}
          {...fieldOf('models')}
        />
        <MultiSelect
          label="Strategies"
          description={`Empty: ${asOwn(own?.strategies) ?? 'every strategy'}.`}
          inputWrapperOrder={helpBelow}
          data={strategyNames.filter((strategy) => allowsStrategy({ apiKey: own }, strategy))}
          clearable
          clearButtonProps={{ 'aria-label': 'Every strategy' }}
          {...fieldOf('strategies')}
        />
      </div>
      <div className={classes.limits}>
        <NumberInput
          label="Requests a minute"
          {...mostOf(own?.limits.requestsPerMinute)}
          min={1}
          allowDecimal={false}
          thousandSeparator
          {...fieldOf('requestsPerMinute')}
        />
        <NumberInput
          label="Tokens a minute"
          {...mostOf(own?.limits.tokensPerMinute)}
          min={1}
          allowDecimal={false}
          thousandSeparator
          {...fieldOf('tokensPerMinute')}
        />
        <NumberInput
          label="At the same time"
          {...mostOf(own?.limits.concurrency)}
          min={1}
          allowDecimal={false}
          {...fieldOf('concurrency')}
        />
      </div>
      <div className={classes.fields}>
        <TextInput
          type="date"
          label="Last day"
          description={
            own?.expiresAt ? `Empty: as the key in use, ${formatDateTime(own.expiresAt)}.` : 'Empty: it never expires.'
          }
          inputWrapperOrder={helpBelow}
          min={new Date().toISOString().slice(0, 10)}
          max={own?.expiresAt?.slice(0, 10)}
          {...fieldOf('lastDay')}
        />
        <TagsInput
          label="Tags"
          description="Labels of every generation of this key."
          inputWrapperOrder={helpBelow}
          maxTags={20}
          {...fieldOf('tags')}
        />
      </div>
    </>
  );
}

/** The default of a list that the key in use restricts; null without a restriction. */
function asOwn(list: readonly string[] | null | undefined): string | null {
  return list ? `as the key in use, ${list.join(', ')}` : null;
}

/** The maximum of a limit, when the key in use has one. */
function mostOf(limit: number | null | undefined): { placeholder: string; max?: number } {
  return limit ? { placeholder: `At most ${formatCount(limit)}`, max: limit } : { placeholder: 'No limit' };
}

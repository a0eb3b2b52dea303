import { Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { describeSetup } from '../health/describe-setup.ts';
import type { CatalogModel } from './catalog-model.ts';
import classes from './setup-notice.module.css';

type SetupNoticeProps = {
  models: readonly Pick<CatalogModel, 'provider' | 'configured'>[];
  /** The provider in the list's filter; null for all. */
  provider: string | null;
};

/** The missing setting of the provider in the list's filter, when it is not configured. */
export function SetupNotice({ models, provider }: SetupNoticeProps) {
  const model = models.find((one) => one.provider.id === provider && !one.configured);
  if (model === undefined) return null;
  return (
    <div className={classes.notice} role="note">
      <IconKey size={16} aria-hidden />
      <Text size="sm">{describeSetup(model.provider.displayName, model.provider.setupHint)}</Text>
    </div>
  );
}

import { mostUsageRows } from './build-usage-sql.ts';

/** A report with more rows than allowed. The message is a predicate. */
export class UsageTooLongError extends Error {
  override readonly name = 'UsageTooLongError';

  constructor() {
    const most = mostUsageRows.toLocaleString('en');
    super(
      `would give more than ${most} rows, one for each group and step: ask for a shorter span, or for fewer groups`,
    );
  }
}

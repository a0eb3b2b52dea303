import { FactList } from '../../components/fact-list.tsx';
import { formatExactTime } from '../../format/date-time.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCount } from '../../format/tokens.ts';
import { AttemptAxis } from './attempt-axis.tsx';
import { AttemptPath } from './attempt-path.tsx';
import classes from './detail.module.css';
import type { GenerationDetail } from './generation-documents.ts';
import { Said } from './said.tsx';
import { StatusLabel } from './status-label.tsx';

/** The facts, the attempts and the content of a generation, for the drawer. */
export function GenerationSummary({ generation }: { generation: GenerationDetail }) {
  return (
    <div className={classes.stack}>
      {generation.errorMessage && (
        <p className={classes.failure}>
          <b>{generation.errorCode}</b> {generation.errorMessage}
        </p>
      )}
      <FactList facts={factsOf(generation)} />
      <section aria-label="Attempts">
        <h3 className={classes.subtitle}>Attempts</h3>
        <AttemptAxis generation={generation} />
      </section>
      <Said generation={generation} />
    </div>
  );
}

/** The figures of a generation as a list of facts. */
export function factsOf(generation: GenerationDetail) {
  const { usage } = generation;
  // The prompt has the buckets that are not the answer's.
  const produced = usage.outputTokens + usage.reasoningTokens;
  const facts: { label: string; value: React.ReactNode }[] = [
    { label: 'Status', value: <StatusLabel row={generation} /> },
    { label: 'Served by', value: generation.model ?? 'none' },
    { label: 'Path', value: <AttemptPath row={generation} /> },
    { label: 'Requested', value: formatExactTime(generation.createdAt) },
    { label: 'Took', value: formatDuration(generation.latencyMs) },
    { label: 'First token', value: formatDuration(generation.firstTokenMs) },
    {
      label: 'Tokens',
      value: `${formatCount(usage.totalTokens)} (${formatCount(usage.totalTokens - produced)} in, ${formatCount(produced)} out)`,
    },
    { label: 'Cost', value: formatUsd(generation.cost?.totalUsd) },
    { label: 'Workspace', value: generation.workspaceId },
  ];
  const optional: readonly (readonly [string, string | null])[] = [
    ['Asked for', generation.requestedModel],
    ['End user', generation.endUser],
    ['Session', generation.session],
    ['Tags', generation.tags.join(', ') || null],
    ['Task type', generation.taskType],
    ['Run', generation.executionId],
    ['Endpoint', generation.endpoint],
    ['Finish reason', generation.rawFinishReason ?? generation.finishReason],
  ];
  for (const [label, value] of optional) if (value !== null) facts.push({ label, value });
  return facts;
}

import { Card } from '../../components/card.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatEstimate } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/tokens.ts';
import classes from './detail.module.css';
import type { GenerationDetail } from './generation-documents.ts';

/** The plan at the time of the request: the eligible models with their scores, and the reasons for the exclusions. */
export function PlanCard({ plan }: { plan: GenerationDetail['plan'] }) {
  const strategy = plan.strategy.toLowerCase().replaceAll('_', ' ');
  const reasons = Map.groupBy(plan.exclusions, ({ reason }) => reason);
  return (
    <Card title="Why: the plan at the time" aside={<span className={classes.dim}>{plan.chain ?? strategy}</span>}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section className={classes.scroll} tabIndex={0} aria-label="Candidates of the plan">
        <table className={classes.plan}>
          <thead>
            <tr>
              <th scope="col">Candidate</th>
              <th scope="col" data-figure>
                Score
              </th>
              <th scope="col" data-figure>
                Estimated
              </th>
              <th scope="col" data-figure>
                Time
              </th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {plan.candidates.map(({ modelId, score, estimatedCostUsd, estimatedLatencyMs, reason }) => (
              <tr key={modelId}>
                <td>{modelId}</td>
                <td data-figure>{formatShare(score)}</td>
                <td data-figure>{formatEstimate(estimatedCostUsd)}</td>
                <td data-figure>{formatDuration(estimatedLatencyMs)}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {reasons.size > 0 && (
        <details>
          <summary>
            {plan.exclusions.length === 1 ? '1 model' : `${formatCount(plan.exclusions.length)} models`} left out
          </summary>
          <ul>
            {[...reasons].map(([reason, models]) => (
              <li key={reason}>
                {reason} <span className={classes.dim}>{models.map(({ modelId }) => modelId).join(', ')}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {plan.inputTokens !== null && (
        <p className={classes.dim}>Estimates are for a prompt of {formatCount(plan.inputTokens)} tokens.</p>
      )}
    </Card>
  );
}

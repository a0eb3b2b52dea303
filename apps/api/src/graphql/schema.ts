import './scalars/date-time.ts';
import './scalars/decimal.ts';
import './scalars/json.ts';
import './catalog/models/models.ts';
import './catalog/providers/provider.ts';
import './catalog/chains/chain.ts';
import './catalog/health/health-event.ts';
import './catalog/health/check-health.ts';
import './planning/plan.ts';
import './planning/recommendations.ts';
import './generation/generate.ts';
import './generation/one-generation.ts';
import './generation/generations.ts';
import './generation/cancel-generation.ts';
import './embedding/embed.ts';
import './usage/usage.ts';
import './usage/usage-tick.ts';
import './budgets/budgets.ts';
import './budgets/save-budget.ts';
import './budgets/remove-budget.ts';
import './budgets/budget-event.ts';
import './viewer/viewer.ts';
import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import { takeTurns } from './execution/turns.ts';
import { requireRules } from './require-rules.ts';

/** The whole schema. Built once: types register with the builder when their files are loaded. */
export const schema: GraphQLSchema = takeTurns(requireRules(builder.toSchema({ sortSchema: false })));

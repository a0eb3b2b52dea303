// The public exports of the package: named re-exports only, a block per room. Files inside import the defining file.

export type { AdapterSource } from './adapter-source.ts';
export type { AttemptOutcome, AttemptRecord } from './attempt.ts';
// breaker
export type { Breakers, BreakerView, Entry, Permit } from './breaker/breakers.ts';
export type { CallResult } from './breaker/call-result.ts';
export type { Phase } from './breaker/circuit-state.ts';
export type { BreakersOptions } from './breaker/local-breakers.ts';
export { LocalBreakers } from './breaker/local-breakers.ts';
export type { ModelOverride } from './catalog/apply-overrides.ts';
export type { CatalogSources } from './catalog/build-catalog.ts';
export { buildCatalog } from './catalog/build-catalog.ts';
export type { Catalog } from './catalog/catalog.ts';
export type { CostAmount, CostBreakdown, CostBucket } from './catalog/cost.ts';
export { amountsOf, costBuckets, costOf, rateFor } from './catalog/cost.ts';
export type { Deployment, Model } from './catalog/model.ts';
export type { Price, Rate } from './catalog/price.ts';
export type { PriceFeed } from './catalog/price-feed.ts';
export { priceFeedUrl, readPriceFeed } from './catalog/price-feed.ts';
export { bundledListVersion } from './catalog/price-list.ts';
export type { Provider } from './catalog/provider.ts';
export type { Environment, Sandbox } from './catalog/resolve-provider.ts';
export { providerAddressVariables } from './catalog/resolve-provider.ts';
export type { ModelFilter } from './catalog/search-models.ts';
export { cheapestModel, fastestModel, searchModels } from './catalog/search-models.ts';
// time
export type { Clock, Timer } from './clock.ts';
// execute
export type { Batch } from './execute/attempt-reader.ts';
export { DeploymentHolds } from './execute/deployment-holds.ts';
export type {
  Admission,
  CallSettings,
  DueAttempt,
  ExecutePlanOptions,
  ExecutionServices,
} from './execute/execute-options.ts';
export { executePlan } from './execute/execute-plan.ts';
export type { ExecutionError, ExecutionEvent } from './execute/execution-event.ts';
export { hedgeDelayMs } from './execute/hedge-delay.ts';
export { HedgeThrottle } from './execute/hedge-throttle.ts';
export type { Call, ChatCall, EmbeddingCall } from './execute/model-call.ts';
export { buildModelCall, outputLimitOf, priceTermsOf } from './execute/model-call.ts';
export { PrefillMemory } from './execute/prefill-memory.ts';
// failures
export type { FailureKind, RetryRule } from './failure-kinds.ts';
export { failureKinds } from './failure-kinds.ts';
// health
export { describeListing, describeUnlisted, upstreamNameHint } from './health/describe-listing.ts';
export { describeNames } from './health/describe-names.ts';
export type { HealthRecorder } from './health/health-recorder.ts';
export type { HealthStore } from './health/health-store.ts';
export type { HealthView, ModelHealth } from './health/health-view.ts';
export { isListedBy } from './health/is-listed-by.ts';
export type { HealthOptions } from './health/local-health.ts';
export { LocalHealth } from './health/local-health.ts';
export type { ProberOptions } from './health/prober.ts';
export { Prober } from './health/prober.ts';
export type { ProbeResult, ProviderHealth } from './health/provider-health.ts';
export type { BudgetRefusal, BudgetView, Callee } from './plan/budget-view.ts';
export { describeBudgetRefusal } from './plan/budget-view.ts';
export type { ListedChain } from './plan/chains/list-chains.ts';
export type { DeploymentChoice } from './plan/deployments/choose-deployment.ts';
export { chooseDeployment } from './plan/deployments/choose-deployment.ts';
// plan
export { describeCandidate, describeExclusion } from './plan/describe-reasons.ts';
export { longestOutputTokens } from './plan/estimate.ts';
export { expectedAnswerTokens } from './plan/expected-output.ts';
export type {
  Candidate,
  Exclusion,
  ExclusionRule,
  Plan,
  PlanRequest,
  PriceTerms,
  Scores,
  StaticExclusions,
} from './plan/plan.ts';
export { allExclusions, exclusionRules } from './plan/plan.ts';
export type { Allowance, PlanInput } from './plan/plan-input.ts';
export { planRequest } from './plan/plan-request.ts';
export type { Figures, Reason } from './plan/reason.ts';
export type { Recommendation, RecommendationRequest, Recommendations, RecommendInput } from './plan/recommend.ts';
export { recommend } from './plan/recommend.ts';
export type { RoutingRules } from './plan/routing-rules.ts';
export { routingRulesOf } from './plan/routing-rules.ts';
export type { RulesIndex } from './plan/rules-index.ts';
export { buildRulesIndex, findChain } from './plan/rules-index.ts';
export { knownTask } from './plan/task-types.ts';
export type { WarmCache } from './plan/warm-cache.ts';
export { worstCallUsd, worstOutputUsdPerMTok, worstPromptUsd } from './plan/worst-case.ts';
// catalog
export type { Capability } from './policy/capability.ts';
export { capabilities } from './policy/capability.ts';
export type { CapabilityHolder } from './policy/capability-names.ts';
export { closestCapability, findCapability, listCapabilities } from './policy/capability-names.ts';
export { closest } from './policy/check/closest.ts';
export type { PolicyChange } from './policy/diff/diff-policies.ts';
export { diffPolicies } from './policy/diff/diff-policies.ts';
export { splitModelId } from './policy/model-id.ts';
export { allowsModel, coversModel } from './policy/model-pattern.ts';
// policy
export type { DeploymentPolicy, ModelPolicy, PricePolicy, QualitySource } from './policy/model-policy.ts';
export type { ModelSettingsIssue, ParsedModelSettings } from './policy/parse-model-settings.ts';
export { parseModelSettings } from './policy/parse-model-settings.ts';
export type { ParsedPolicy, ParsePolicyOptions } from './policy/parse-policy.ts';
export { parsePolicy } from './policy/parse-policy.ts';
export type {
  CachePolicy,
  CostControls,
  Features,
  HedgingPolicy,
  OidcPolicy,
  Policy,
  RetentionPolicy,
  RoleMapping,
} from './policy/policy.ts';
export type { PolicyIssue } from './policy/policy-issue.ts';
export { describePolicyIssue, formatPolicyIssue } from './policy/policy-issue.ts';
export { policyJsonSchema } from './policy/policy-json-schema.ts';
export type { ProviderPolicy, RetryPolicy, Timeouts } from './policy/provider-policy.ts';
export type { Chain, RoutingPolicy, TaskPreference } from './policy/routing-policy.ts';
export type { SecretFinding } from './policy/secrets/find-secrets.ts';
export { redactKeys } from './policy/secrets/secret-patterns.ts';
export { takeOutSecrets } from './policy/secrets/take-out-secrets.ts';
export { isOwnVariable } from './policy/source/reference-rules.ts';
export type { CostPreference, Strategy, Weights } from './policy/strategy.ts';
export { costPreferences, strategies } from './policy/strategy.ts';
export type { VendorFacts } from './policy/vendor-facts.ts';
export { systemClock } from './system-clock.ts';
// tokens
export type { CountableRequest } from './tokens/count-input-tokens.ts';
export { countEmbeddingTokens, countInputTokens, countOutputTokens } from './tokens/count-input-tokens.ts';
export { decodeEmbeddingTokens } from './tokens/decode-embedding-tokens.ts';
export { loadEncodings } from './tokens/load-encoding.ts';

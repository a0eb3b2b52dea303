-- CreateTable
CREATE TABLE "usage_day" (
    "day" TIMESTAMPTZ(3) NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "api_key_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "task_type" TEXT NOT NULL,
    "calls" BIGINT NOT NULL,
    "successes" BIGINT NOT NULL,
    "failures" BIGINT NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "cached_input_tokens" BIGINT NOT NULL,
    "cache_write_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "reasoning_tokens" BIGINT NOT NULL,
    "cost_usd" DECIMAL(24,12) NOT NULL,
    "unpriced_calls" BIGINT NOT NULL,
    "saved_usd" DECIMAL(24,12) NOT NULL,
    "compared_calls" BIGINT NOT NULL,
    "fallbacks" BIGINT NOT NULL,
    "latency_ms" BIGINT NOT NULL,
    "first_token_ms" BIGINT NOT NULL,
    "latencies" INTEGER[],
    "first_tokens" INTEGER[],

    CONSTRAINT "usage_day_pkey" PRIMARY KEY ("day","workspace_id","api_key_id","provider_id","model_id","task_type")
);

-- CreateIndex
CREATE INDEX "usage_day_model_id_day_idx" ON "usage_day"("model_id", "day");

-- CreateIndex
CREATE INDEX "usage_day_workspace_id_day_idx" ON "usage_day"("workspace_id", "day");

-- What the hours add up to that there are.
INSERT INTO "usage_day" (
  "day", "workspace_id", "api_key_id", "provider_id", "model_id", "task_type", "calls", "successes", "failures",
  "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_usd",
  "unpriced_calls", "saved_usd", "compared_calls", "fallbacks", "latency_ms", "first_token_ms", "latencies",
  "first_tokens"
)
SELECT
  date_trunc('day', "hour", 'UTC'), "workspace_id", "api_key_id", "provider_id", "model_id", "task_type",
  sum("calls"), sum("successes"), sum("failures"), sum("input_tokens"), sum("cached_input_tokens"),
  sum("cache_write_tokens"), sum("output_tokens"), sum("reasoning_tokens"), sum("cost_usd"), sum("unpriced_calls"),
  sum("saved_usd"), sum("compared_calls"), sum("fallbacks"), sum("latency_ms"), sum("first_token_ms"),
  histogram_sum("latencies"), histogram_sum("first_tokens")
FROM "usage_hour"
GROUP BY 1, 2, 3, 4, 5, 6;

-- AlterTable
ALTER TABLE "model_usage" ADD COLUMN     "baseline_usd" DECIMAL(20,12);

-- CreateTable
CREATE TABLE "budget" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "workspace_id" TEXT,
    "api_key_id" TEXT,
    "model_id" TEXT,
    "provider_id" TEXT,
    "window" TEXT NOT NULL,
    "limit_usd" DECIMAL(20,12) NOT NULL,
    "hard" BOOLEAN NOT NULL,
    "alert_threshold" DOUBLE PRECISION,
    "source" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "budget_period" (
    "budget_id" UUID NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "spent_usd" DECIMAL(24,12) NOT NULL DEFAULT 0,
    "reserved_usd" DECIMAL(24,12) NOT NULL DEFAULT 0,
    "alerted_at" TIMESTAMPTZ(3),
    "alerted_by" UUID,

    CONSTRAINT "budget_period_pkey" PRIMARY KEY ("budget_id","window_start")
);

-- CreateTable
CREATE TABLE "reservation" (
    "generation_id" UUID NOT NULL,
    "budget_id" UUID NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "amount_usd" DECIMAL(20,12) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reservation_pkey" PRIMARY KEY ("generation_id","budget_id")
);

-- CreateTable
CREATE TABLE "usage_hour" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
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

    CONSTRAINT "usage_hour_pkey" PRIMARY KEY ("hour","workspace_id","api_key_id","provider_id","model_id","task_type")
);

-- CreateIndex
CREATE INDEX "reservation_expires_at_idx" ON "reservation"("expires_at");

-- CreateIndex
CREATE INDEX "usage_hour_model_id_hour_idx" ON "usage_hour"("model_id", "hour");

-- CreateIndex
CREATE INDEX "usage_hour_workspace_id_hour_idx" ON "usage_hour"("workspace_id", "hour");

-- Histograms of milliseconds: 80 buckets, four to each doubling, from 1 ms to 17 minutes. They are added element by
-- element, so that those of any hours and any models make one.
CREATE FUNCTION histogram_bucket("value_ms" INTEGER) RETURNS INTEGER LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
-- A whole power of two begins its bucket, whichever way the last digit of its logarithm was rounded.
$$ SELECT LEAST(80, 1 + floor(4 * ln(GREATEST("value_ms", 1)::float8) / ln(2::float8) + 1e-9)::integer) $$;

CREATE FUNCTION histogram_plus("left" INTEGER[], "right" INTEGER[]) RETURNS INTEGER[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF cardinality("left") = 0 THEN RETURN "right"; END IF;
  IF cardinality("right") = 0 THEN RETURN "left"; END IF;
  FOR "bucket" IN 1..80 LOOP
    IF "right"["bucket"] <> 0 THEN "left"["bucket"] := "left"["bucket"] + "right"["bucket"]; END IF;
  END LOOP;
  RETURN "left";
END $$;

CREATE FUNCTION histogram_count("counts" INTEGER[], "value_ms" INTEGER) RETURNS INTEGER[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  "bucket" INTEGER;
BEGIN
  IF "value_ms" IS NULL THEN RETURN "counts"; END IF;
  IF cardinality("counts") = 0 THEN "counts" := array_fill(0, ARRAY[80]); END IF;
  "bucket" := histogram_bucket("value_ms");
  "counts"["bucket"] := "counts"["bucket"] + 1;
  RETURN "counts";
END $$;

-- Of milliseconds; nulls are left out, and of nothing it is empty.
CREATE AGGREGATE histogram_of(INTEGER) (SFUNC = histogram_count, STYPE = INTEGER[], INITCOND = '{}', PARALLEL = SAFE);

-- Of histograms.
CREATE AGGREGATE histogram_sum(INTEGER[]) (
  SFUNC = histogram_plus, COMBINEFUNC = histogram_plus, STYPE = INTEGER[], INITCOND = '{}', PARALLEL = SAFE
);

-- What was recorded before there were rollups.
INSERT INTO "usage_hour" (
  "hour", "workspace_id", "api_key_id", "provider_id", "model_id", "task_type", "calls", "successes", "failures",
  "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_usd",
  "unpriced_calls", "saved_usd", "compared_calls", "fallbacks", "latency_ms", "first_token_ms", "latencies",
  "first_tokens"
)
SELECT
  date_trunc('hour', "started_at", 'UTC'), "workspace_id", coalesce("api_key_id", ''), "provider_id", "model_id",
  coalesce("task_type", ''), count(*), count(*) FILTER (WHERE "outcome" = 'succeeded'),
  count(*) FILTER (WHERE "outcome" = 'failed'), sum("input_tokens"), sum("cached_input_tokens"),
  sum("cache_write_tokens"), sum("output_tokens"), sum("reasoning_tokens"), coalesce(sum("cost_usd"), 0),
  count(*) FILTER (WHERE "cost_usd" IS NULL), 0, 0,
  count(*) FILTER (WHERE "number" > 1 AND "outcome" = 'succeeded' AND EXISTS (
    SELECT FROM "model_usage" AS "opening" WHERE "opening"."generation_id" = "usage"."generation_id"
      AND "opening"."number" = 1 AND "opening"."model_id" <> "usage"."model_id"
  )),
  coalesce(sum("latency_ms") FILTER (WHERE "outcome" = 'succeeded'), 0), coalesce(sum("first_token_ms"), 0),
  histogram_of("latency_ms") FILTER (WHERE "outcome" = 'succeeded'), histogram_of("first_token_ms")
FROM "model_usage" AS "usage"
WHERE "outcome" <> 'skipped'
GROUP BY 1, 2, 3, 4, 5, 6;

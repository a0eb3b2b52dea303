-- DropIndex
DROP INDEX "usage_day_model_id_day_idx";

-- DropIndex
DROP INDEX "usage_day_workspace_id_day_idx";

-- DropIndex
DROP INDEX "usage_hour_model_id_hour_idx";

-- DropIndex
DROP INDEX "usage_hour_workspace_id_hour_idx";

-- AlterTable
ALTER TABLE "usage_day" DROP CONSTRAINT "usage_day_pkey",
ADD COLUMN     "grain" SMALLINT NOT NULL DEFAULT 0,
ADD CONSTRAINT "usage_day_pkey" PRIMARY KEY ("grain", "workspace_id", "day", "api_key_id", "provider_id", "model_id", "task_type");

-- AlterTable
ALTER TABLE "usage_hour" DROP CONSTRAINT "usage_hour_pkey",
ADD COLUMN     "grain" SMALLINT NOT NULL DEFAULT 0,
ADD CONSTRAINT "usage_hour_pkey" PRIMARY KEY ("grain", "hour", "workspace_id", "api_key_id", "provider_id", "model_id", "task_type");

-- CreateTable
CREATE TABLE "usage_recent" (
    "generation_id" UUID NOT NULL,

    CONSTRAINT "usage_recent_pkey" PRIMARY KEY ("generation_id")
);

-- What stands there tells all dimensions apart, which is grain 0.
ALTER TABLE "usage_day" ALTER COLUMN "grain" DROP DEFAULT;
ALTER TABLE "usage_hour" ALTER COLUMN "grain" DROP DEFAULT;

-- Histograms begin at their first bucket and end at their last, as arrays of PostgreSQL may: most rows hold few calls. A
-- bucket between them that was never counted is null.
CREATE OR REPLACE FUNCTION histogram_plus("left" INTEGER[], "right" INTEGER[]) RETURNS INTEGER[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF cardinality("left") = 0 THEN RETURN "right"; END IF;
  IF cardinality("right") = 0 THEN RETURN "left"; END IF;
  FOR "bucket" IN array_lower("right", 1)..array_upper("right", 1) LOOP
    IF "right"["bucket"] <> 0 THEN "left"["bucket"] := coalesce("left"["bucket"], 0) + "right"["bucket"]; END IF;
  END LOOP;
  RETURN "left";
END $$;

CREATE OR REPLACE FUNCTION histogram_count("counts" INTEGER[], "value_ms" INTEGER) RETURNS INTEGER[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  "bucket" INTEGER;
BEGIN
  IF "value_ms" IS NULL THEN RETURN "counts"; END IF;
  "bucket" := histogram_bucket("value_ms");
  IF cardinality("counts") = 0 THEN RETURN array_fill(1, ARRAY[1], ARRAY["bucket"]); END IF;
  "counts"["bucket"] := coalesce("counts"["bucket"], 0) + 1;
  RETURN "counts";
END $$;

-- The coarser grains of what there is.
INSERT INTO "usage_hour" (
  "grain", "hour", "workspace_id", "api_key_id", "provider_id", "model_id", "task_type", "calls", "successes",
  "failures", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
  "cost_usd", "unpriced_calls", "saved_usd", "compared_calls", "fallbacks", "latency_ms", "first_token_ms",
  "latencies", "first_tokens"
)
SELECT
  GROUPING("workspace_id", "api_key_id", "provider_id", "model_id", "task_type"), "hour", coalesce("workspace_id",
  ''), coalesce("api_key_id", ''), coalesce("provider_id", ''), coalesce("model_id", ''), coalesce("task_type", ''),
  sum("calls"), sum("successes"), sum("failures"), sum("input_tokens"), sum("cached_input_tokens"),
  sum("cache_write_tokens"), sum("output_tokens"), sum("reasoning_tokens"), sum("cost_usd"), sum("unpriced_calls"),
  sum("saved_usd"), sum("compared_calls"), sum("fallbacks"), sum("latency_ms"), sum("first_token_ms"),
  histogram_sum("latencies"), histogram_sum("first_tokens")
FROM "usage_hour"
GROUP BY GROUPING SETS (
  ("hour", "provider_id", "model_id"), ("hour", "workspace_id", "api_key_id"), ("hour", "task_type")
);

INSERT INTO "usage_day" (
  "grain", "day", "workspace_id", "api_key_id", "provider_id", "model_id", "task_type", "calls", "successes",
  "failures", "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
  "cost_usd", "unpriced_calls", "saved_usd", "compared_calls", "fallbacks", "latency_ms", "first_token_ms",
  "latencies", "first_tokens"
)
SELECT
  GROUPING("workspace_id", "api_key_id", "provider_id", "model_id", "task_type"), "day", coalesce("workspace_id",
  ''), coalesce("api_key_id", ''), coalesce("provider_id", ''), coalesce("model_id", ''), coalesce("task_type", ''),
  sum("calls"), sum("successes"), sum("failures"), sum("input_tokens"), sum("cached_input_tokens"),
  sum("cache_write_tokens"), sum("output_tokens"), sum("reasoning_tokens"), sum("cost_usd"), sum("unpriced_calls"),
  sum("saved_usd"), sum("compared_calls"), sum("fallbacks"), sum("latency_ms"), sum("first_token_ms"),
  histogram_sum("latencies"), histogram_sum("first_tokens")
FROM "usage_day"
GROUP BY GROUPING SETS (
  ("day", "provider_id", "model_id"), ("day", "workspace_id", "api_key_id"), ("day", "task_type"), ("day",
  "workspace_id", "provider_id", "model_id"), ("day", "provider_id", "model_id", "task_type")
);

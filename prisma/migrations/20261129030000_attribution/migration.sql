-- AlterTable
ALTER TABLE "generation" ADD COLUMN     "end_user" TEXT,
ADD COLUMN     "session_id" TEXT,
ADD COLUMN     "tags" TEXT[];

-- AlterTable
ALTER TABLE "running_generation" ADD COLUMN     "end_user" TEXT,
ADD COLUMN     "session_id" TEXT,
ADD COLUMN     "tags" TEXT[];

-- CreateTable
CREATE TABLE "usage_attribution" (
    "dimension" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "value" TEXT NOT NULL,
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

    CONSTRAINT "usage_attribution_pkey" PRIMARY KEY ("dimension","hour","value","workspace_id","api_key_id","provider_id","model_id","task_type")
);

-- Only rows that have one. Prisma's schema has no word for the condition.
CREATE INDEX "generation_end_user_id_idx" ON "generation"("end_user", "id" DESC) WHERE "end_user" IS NOT NULL;
CREATE INDEX "generation_session_id_id_idx" ON "generation"("session_id", "id" DESC) WHERE "session_id" IS NOT NULL;
CREATE INDEX "generation_tags_idx" ON "generation" USING GIN ("tags") WHERE "tags" IS NOT NULL;

-- CreateTable
CREATE TABLE "generation" (
    "id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL DEFAULT 'default',
    "api_key_id" TEXT,
    "execution_id" TEXT,
    "task_type" TEXT,
    "strategy" TEXT NOT NULL,
    "chain" TEXT,
    "model_id" TEXT,
    "provider_id" TEXT,
    "finish_reason" TEXT,
    "raw_finish_reason" TEXT,
    "error_code" TEXT,
    "error_message" TEXT,
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "cached_input_tokens" INTEGER NOT NULL DEFAULT 0,
    "cache_write_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "reasoning_tokens" INTEGER NOT NULL DEFAULT 0,
    "cost_usd" DECIMAL(20,12),
    "latency_ms" INTEGER NOT NULL,
    "first_token_ms" INTEGER,
    "attempt_count" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "generation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "generation_content" (
    "generation_id" UUID NOT NULL,
    "request" JSON NOT NULL,
    "text" TEXT NOT NULL,
    "reasoning" TEXT NOT NULL,
    "tool_calls" JSON NOT NULL,
    "json" JSON,
    "plan" JSON NOT NULL,
    "metadata" JSON,

    CONSTRAINT "generation_content_pkey" PRIMARY KEY ("generation_id")
);

-- CreateTable
CREATE TABLE "model_usage" (
    "id" UUID NOT NULL,
    "generation_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "model_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL DEFAULT 'default',
    "api_key_id" TEXT,
    "execution_id" TEXT,
    "task_type" TEXT,
    "outcome" TEXT NOT NULL,
    "error_code" TEXT,
    "error_message" TEXT,
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "cached_input_tokens" INTEGER NOT NULL DEFAULT 0,
    "cache_write_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "reasoning_tokens" INTEGER NOT NULL DEFAULT 0,
    "is_estimated" BOOLEAN NOT NULL DEFAULT false,
    "input_usd" DECIMAL(20,12),
    "cached_input_usd" DECIMAL(20,12),
    "cache_write_usd" DECIMAL(20,12),
    "output_usd" DECIMAL(20,12),
    "cost_usd" DECIMAL(20,12),
    "price_source" TEXT,
    "latency_ms" INTEGER NOT NULL,
    "first_token_ms" INTEGER,
    "finish_reason" TEXT,
    "raw_finish_reason" TEXT,
    "raw_usage" JSON,
    "response_id" TEXT,
    "served_model" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_usage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "model_configuration" (
    "id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "model_configuration_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "generation_workspace_id_id_idx" ON "generation"("workspace_id", "id" DESC);

-- CreateIndex
CREATE INDEX "generation_model_id_id_idx" ON "generation"("model_id", "id" DESC);

-- CreateIndex
CREATE INDEX "generation_provider_id_id_idx" ON "generation"("provider_id", "id" DESC);

-- CreateIndex
CREATE INDEX "generation_status_id_idx" ON "generation"("status", "id" DESC);

-- CreateIndex
CREATE INDEX "generation_task_type_id_idx" ON "generation"("task_type", "id" DESC);

-- CreateIndex
CREATE INDEX "generation_execution_id_id_idx" ON "generation"("execution_id", "id" DESC);

-- CreateIndex
CREATE INDEX "model_usage_started_at_idx" ON "model_usage" USING BRIN ("started_at");

-- CreateIndex
CREATE INDEX "model_usage_model_id_started_at_idx" ON "model_usage"("model_id", "started_at");

-- CreateIndex
CREATE INDEX "model_usage_workspace_id_started_at_idx" ON "model_usage"("workspace_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "model_usage_generation_id_number_key" ON "model_usage"("generation_id", "number");

-- CreateIndex
CREATE INDEX "model_configuration_provider_id_idx" ON "model_configuration"("provider_id");

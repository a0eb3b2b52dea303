-- CreateTable
CREATE TABLE "running_generation" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "api_key_id" TEXT,
    "execution_id" TEXT,
    "task_type" TEXT,
    "strategy" TEXT NOT NULL,
    "chain" TEXT,
    "plan" JSON NOT NULL,
    "standing_exclusions_id" UUID,
    "attempts" JSON NOT NULL,
    "latency_ms" INTEGER NOT NULL,
    "first_token_ms" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "running_generation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "running_generation_expires_at_idx" ON "running_generation"("expires_at");

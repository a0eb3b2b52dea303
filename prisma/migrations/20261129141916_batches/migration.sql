-- CreateTable
CREATE TABLE "batch" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "api_key_id" TEXT,
    "caller_id" TEXT NOT NULL,
    "client_id" TEXT,
    "fingerprint" TEXT,
    "status" TEXT NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "completed" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "cost_usd" DECIMAL(24,12) NOT NULL DEFAULT 0,
    "unpriced" INTEGER NOT NULL DEFAULT 0,
    "cancel_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "batch_row" (
    "batch_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "request" JSON,
    "status" TEXT NOT NULL DEFAULT 'PENDING',
    "generation_id" UUID,
    "lane_id" UUID,
    "begun" INTEGER NOT NULL DEFAULT 0,
    "begun_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_message" TEXT,
    "cost_usd" DECIMAL(24,12) NOT NULL DEFAULT 0,
    "is_unpriced" BOOLEAN NOT NULL DEFAULT false,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "batch_row_pkey" PRIMARY KEY ("batch_id","index")
);

-- CreateIndex
CREATE INDEX "batch_workspace_id_id_idx" ON "batch"("workspace_id", "id" DESC);

-- Partial indexes: Prisma's schema has no word for the condition.
CREATE INDEX "batch_unfinished_idx" ON "batch"("workspace_id") WHERE "ended_at" IS NULL;

-- CreateIndex
CREATE UNIQUE INDEX "batch_caller_id_client_id_key" ON "batch"("caller_id", "client_id") WHERE "client_id" IS NOT NULL;

-- CreateIndex
CREATE INDEX "batch_row_pending_idx" ON "batch_row"("batch_id", "index") WHERE "status" = 'PENDING';

-- CreateIndex
CREATE INDEX "batch_row_lane_id_idx" ON "batch_row"("lane_id") WHERE "lane_id" IS NOT NULL;

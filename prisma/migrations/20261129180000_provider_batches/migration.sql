-- AlterTable
ALTER TABLE "batch" ADD COLUMN "deadline" TIMESTAMPTZ(3),
ADD COLUMN "due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "batch_row" ADD COLUMN "provider_batch_id" UUID,
ADD COLUMN "sent_as" UUID,
ADD COLUMN "batched" JSON,
ADD COLUMN "answer" TEXT;

-- CreateTable
CREATE TABLE "provider_batch" (
    "id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "provider_id" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "upstream_id" TEXT,
    "total" INTEGER NOT NULL,
    "answered" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "cancelled_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "provider_batch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "provider_batch_batch_id_idx" ON "provider_batch"("batch_id");

-- Partial indexes: Prisma's schema has no word for the condition.
-- safe: the table holds the batches of days, so its index is made within a second.
CREATE INDEX "batch_due_at_idx" ON "batch"("due_at") WHERE "due_at" IS NOT NULL;

-- safe: the table holds the batches of days, so its index is made within a second.
CREATE INDEX "batch_row_waiting_idx" ON "batch_row"("batch_id", "index") WHERE "status" IN ('PENDING', 'ANSWERED');

-- safe: the table holds the batches of days, so its index is made within a second.
CREATE INDEX "batch_row_provider_batch_id_idx" ON "batch_row"("provider_batch_id") WHERE "provider_batch_id" IS NOT NULL;

-- The index of waiting rows serves its statements too.
DROP INDEX "batch_row_pending_idx";

-- CreateTable
CREATE TABLE "client_operation" (
    "caller_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "generation_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "client_operation_pkey" PRIMARY KEY ("caller_id","client_id")
);

-- CreateIndex
CREATE INDEX "client_operation_created_at_idx" ON "client_operation"("created_at");

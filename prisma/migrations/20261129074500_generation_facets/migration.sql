-- AlterTable
ALTER TABLE "generation" ADD COLUMN     "endpoint" TEXT,
ADD COLUMN     "fell_back" BOOLEAN NOT NULL DEFAULT false;

-- Only a generation with a second attempt can have fallen back.
UPDATE "generation" SET "fell_back" = true
WHERE "attempt_count" > 1 AND "model_id" IS NOT NULL AND EXISTS (
  SELECT FROM "model_usage" WHERE "generation_id" = "generation"."id" AND "number" = 1 AND "model_usage"."model_id" <> "generation"."model_id");

-- Only rows that have one, or that fell back. Prisma's schema has no word for the condition.
CREATE INDEX "generation_api_key_idx" ON "generation"("api_key_id", "id" DESC) WHERE "api_key_id" IS NOT NULL;
CREATE INDEX "generation_error_code_idx" ON "generation"("error_code", "id" DESC, "workspace_id", "model_id", "provider_id")
  WHERE "error_code" IS NOT NULL;
CREATE INDEX "generation_fell_back_idx" ON "generation"("id" DESC, "workspace_id", "model_id", "provider_id") WHERE "fell_back";

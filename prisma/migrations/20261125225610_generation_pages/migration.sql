-- DropIndex
DROP INDEX "model_usage_model_id_started_at_idx";

-- DropIndex
DROP INDEX "model_usage_workspace_id_started_at_idx";

-- DropIndex
DROP INDEX "generation_model_id_id_idx";

-- DropIndex
DROP INDEX "generation_provider_id_id_idx";

-- CreateIndex
CREATE INDEX "generation_workspace_model_idx" ON "generation"("workspace_id", "model_id", "id" DESC, "task_type", "provider_id");

-- CreateIndex
CREATE INDEX "generation_workspace_provider_idx" ON "generation"("workspace_id", "provider_id", "id" DESC, "task_type");

-- CreateIndex
CREATE INDEX "generation_workspace_task_type_idx" ON "generation"("workspace_id", "task_type", "id" DESC);

-- CreateIndex
CREATE INDEX "generation_model_idx" ON "generation"("model_id", "id" DESC, "task_type", "provider_id");

-- CreateIndex
CREATE INDEX "generation_provider_idx" ON "generation"("provider_id", "id" DESC, "task_type");

-- Few generations have an execution id, and few are not completed: an index over these alone costs the others nothing.
-- Prisma's schema has no word for the condition.
DROP INDEX "generation_execution_id_id_idx";
CREATE INDEX "generation_execution_id_id_idx" ON "generation"("execution_id", "id" DESC)
  WHERE "execution_id" IS NOT NULL;
DROP INDEX "generation_status_id_idx";
CREATE INDEX "generation_status_id_idx" ON "generation"("status", "id" DESC)
  WHERE "status" <> 'COMPLETED';
CREATE INDEX "generation_workspace_status_idx"
  ON "generation"("workspace_id", "status", "id" DESC, "task_type", "model_id", "provider_id")
  WHERE "status" <> 'COMPLETED';
CREATE INDEX "generation_model_status_idx" ON "generation"("model_id", "status", "id" DESC, "task_type", "provider_id")
  WHERE "status" <> 'COMPLETED';
CREATE INDEX "generation_provider_status_idx" ON "generation"("provider_id", "status", "id" DESC, "task_type")
  WHERE "status" <> 'COMPLETED';
CREATE INDEX "generation_task_type_status_idx" ON "generation"("task_type", "status", "id" DESC)
  WHERE "status" <> 'COMPLETED';

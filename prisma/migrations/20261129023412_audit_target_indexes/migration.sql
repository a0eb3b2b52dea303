-- DropIndex
DROP INDEX "audit_entry_target_type_target_id_id_idx";

-- CreateIndex
CREATE INDEX "audit_entry_target_type_id_idx" ON "audit_entry"("target_type", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_target_id_id_idx" ON "audit_entry"("target_id", "id" DESC);

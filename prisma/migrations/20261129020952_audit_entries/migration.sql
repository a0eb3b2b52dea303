-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_type" TEXT,
    "target_id" TEXT,
    "workspace_id" TEXT,
    "before" JSON,
    "after" JSON,
    "outcome" TEXT NOT NULL,
    "error_code" TEXT,
    "count" INTEGER NOT NULL DEFAULT 1,
    "request_id" TEXT,
    "address" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entry_actor_id_id_idx" ON "audit_entry"("actor_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_action_id_idx" ON "audit_entry"("action", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_target_type_target_id_id_idx" ON "audit_entry"("target_type", "target_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_workspace_id_id_idx" ON "audit_entry"("workspace_id", "id" DESC);

-- Few entries did not succeed. Prisma's schema has no word for the condition.
CREATE INDEX "audit_entry_outcome_id_idx" ON "audit_entry"("outcome", "id" DESC)
  WHERE "outcome" <> 'SUCCEEDED';

-- The table is append-only, for every role of the database. The retention names the moment up to which it removes, in its
-- own transaction. No entry of the last day can be removed.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE'
    AND OLD.at < now() - interval '1 day'
    AND OLD.at < nullif(current_setting('penstock.audit_retention', true), '')::timestamptz
  THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'audit_entry is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_entry_is_append_only BEFORE UPDATE OR DELETE ON "audit_entry"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_entry_is_never_emptied BEFORE TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

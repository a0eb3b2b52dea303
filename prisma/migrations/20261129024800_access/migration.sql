-- CreateTable
CREATE TABLE "workspace" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tags" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "previous_hash" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "role" TEXT NOT NULL,
    "workspace_id" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "models" TEXT[],
    "strategies" TEXT[],
    "requests_per_minute" INTEGER,
    "tokens_per_minute" INTEGER,
    "concurrency" INTEGER,
    "tags" TEXT[],
    "created_by_kind" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_version" (
    "id" SMALLINT NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "access_version_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_idx" ON "api_key"("workspace_id");

-- The counter. Its row lock lets changes become visible in the order of its values.
INSERT INTO "access_version" ("id", "version") VALUES (1, 1);

CREATE FUNCTION note_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "access_version" SET "version" = "version" + 1;
  RETURN NULL;
END
$$;

CREATE TRIGGER workspace_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "workspace"
  FOR EACH STATEMENT EXECUTE FUNCTION note_access_change();

-- All columns but last_used_at.
CREATE TRIGGER api_key_changed AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF "id", "name", "prefix", "hash",
  "previous_hash", "previous_until", "role", "workspace_id", "expires_at", "revoked_at", "models", "strategies",
  "requests_per_minute", "tokens_per_minute", "concurrency", "tags" ON "api_key"
  FOR EACH STATEMENT EXECUTE FUNCTION note_access_change();

-- The default workspace, and those that earlier versions used without a table.
INSERT INTO "workspace" ("id", "name", "tags")
SELECT used."id", used."id", '{}' FROM (
  SELECT 'default' AS "id"
  UNION SELECT "workspace_id" FROM "usage_hour"
  UNION SELECT "workspace_id" FROM "usage_day"
  UNION SELECT "workspace_id" FROM "budget"
  UNION SELECT generation."workspace_id" FROM "usage_recent"
    JOIN "generation" ON generation."id" = usage_recent."generation_id"
) AS used
WHERE used."id" <> '';

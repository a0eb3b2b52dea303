-- CreateTable
CREATE TABLE "policy_revision" (
    "revision" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "yaml" TEXT NOT NULL,
    "models" JSON NOT NULL,
    "file_hash" TEXT,
    "is_file" BOOLEAN NOT NULL,
    "comment" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_revision_pkey" PRIMARY KEY ("revision")
);

-- CreateTable
CREATE TABLE "policy_replica" (
    "id" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_replica_pkey" PRIMARY KEY ("id")
);

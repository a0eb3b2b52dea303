-- CreateTable
CREATE TABLE "console_session" (
    "id" UUID NOT NULL,
    "token_digest" BYTEA NOT NULL,
    "person" TEXT NOT NULL,
    "key_digest" BYTEA,
    "role" TEXT,
    "workspace_id" TEXT,
    "name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "console_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_code" (
    "digest" BYTEA NOT NULL,
    "key_digest" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_code_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE UNIQUE INDEX "console_session_token_digest_key" ON "console_session"("token_digest");

-- CreateIndex
CREATE INDEX "console_session_changed_at_idx" ON "console_session"("changed_at");

-- CreateIndex
CREATE INDEX "console_session_person_id_idx" ON "console_session"("person", "id" DESC);

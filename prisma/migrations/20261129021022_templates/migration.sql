-- AlterTable
ALTER TABLE "generation" ADD COLUMN     "template_name" TEXT,
ADD COLUMN     "template_version" INTEGER;

-- AlterTable
ALTER TABLE "running_generation" ADD COLUMN     "template_name" TEXT,
ADD COLUMN     "template_version" INTEGER;

-- CreateTable
CREATE TABLE "template" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "template_version" (
    "template_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "description" TEXT,
    "messages" JSON NOT NULL,
    "variables" JSON NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "template_version_pkey" PRIMARY KEY ("template_id","version")
);

-- CreateIndex
CREATE UNIQUE INDEX "template_workspace_id_name_key" ON "template"("workspace_id", "name");

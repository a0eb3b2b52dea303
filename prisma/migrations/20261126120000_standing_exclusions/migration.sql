-- AlterTable
ALTER TABLE "generation_content" ADD COLUMN     "standing_exclusions_id" UUID;

-- AlterTable
ALTER TABLE "generation_plan" ADD COLUMN     "standing_exclusions_id" UUID;

-- CreateTable
CREATE TABLE "standing_exclusions" (
    "id" UUID NOT NULL,
    "exclusions" JSON NOT NULL,

    CONSTRAINT "standing_exclusions_pkey" PRIMARY KEY ("id")
);

-- AlterTable
ALTER TABLE "generation" ADD COLUMN     "requested_model" TEXT;

-- AlterTable
ALTER TABLE "running_generation" ADD COLUMN     "requested_model" TEXT;

-- CreateTable
CREATE TABLE "generation_rating" (
    "generation_id" UUID NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "comment" TEXT,
    "rated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "generation_rating_pkey" PRIMARY KEY ("generation_id")
);

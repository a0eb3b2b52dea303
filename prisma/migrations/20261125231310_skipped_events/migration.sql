-- AlterTable
ALTER TABLE "model_usage" ADD COLUMN     "skipped_events" INTEGER NOT NULL DEFAULT 0;

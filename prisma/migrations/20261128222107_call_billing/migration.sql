-- AlterTable
ALTER TABLE "model_usage" ADD COLUMN     "cached_saving_usd" DECIMAL(20,12),
ADD COLUMN     "service_tier" TEXT,
ADD COLUMN     "stated_usd" DECIMAL(20,12);

-- AlterTable
ALTER TABLE "model_usage" ADD COLUMN     "price_tier" INTEGER,
ADD COLUMN     "reasoning_usd" DECIMAL(20,12),
ADD COLUMN     "request_usd" DECIMAL(20,12);

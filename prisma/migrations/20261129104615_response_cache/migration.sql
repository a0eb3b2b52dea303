-- AlterTable
ALTER TABLE "generation" ADD COLUMN     "cache_status" TEXT;

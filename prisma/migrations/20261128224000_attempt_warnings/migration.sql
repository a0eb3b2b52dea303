-- AlterTable
ALTER TABLE "model_usage" ADD COLUMN     "warnings" JSON;

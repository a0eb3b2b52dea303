-- AlterTable
ALTER TABLE "generation_content" ADD COLUMN     "parts" JSON;

-- AlterTable
ALTER TABLE "generation_content" ADD COLUMN     "provider_metadata" JSON;

-- AlterTable
ALTER TABLE "running_generation" ADD COLUMN     "owner_id" UUID;

-- AlterTable
ALTER TABLE "app_user" ADD COLUMN     "imported_from" TEXT,
ADD COLUMN     "personalised" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "movie" ADD COLUMN     "keywords" TEXT[] DEFAULT ARRAY[]::TEXT[];

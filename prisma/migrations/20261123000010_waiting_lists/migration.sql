-- AlterEnum
ALTER TYPE "list_kind" ADD VALUE 'waiting';

-- AlterTable
ALTER TABLE "list" ADD COLUMN     "waits_for_id" INTEGER;

-- CreateTable
CREATE TABLE "list_section" (
    "list_id" INTEGER NOT NULL,
    "score_key" BIGINT NOT NULL,
    "weight_key" BIGINT NOT NULL,
    "release_key" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "blocks" INTEGER NOT NULL,

    CONSTRAINT "list_section_pkey" PRIMARY KEY ("list_id","score_key","weight_key","release_key","movie_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "list_waits_for_id_key" ON "list"("waits_for_id");

-- AddForeignKey
ALTER TABLE "list" ADD CONSTRAINT "list_waits_for_id_fkey" FOREIGN KEY ("waits_for_id") REFERENCES "list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_section" ADD CONSTRAINT "list_section_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "ranking_state" ADD COLUMN     "votes" INTEGER NOT NULL DEFAULT 0;

update ranking_state set votes = (select coalesce(sum(votes), 0) from movie_stat);

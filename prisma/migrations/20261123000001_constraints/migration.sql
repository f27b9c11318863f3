-- What the Prisma schema can't say; written by hand.
ALTER TABLE "rating" ADD CONSTRAINT "rating_value_range" CHECK ("value" BETWEEN 1 AND 10);
ALTER TABLE "movie" ADD CONSTRAINT "movie_year_range" CHECK ("year" BETWEEN 1870 AND 2100);

-- Nothing in it outlives a publish.
ALTER TABLE "staged_entry" SET UNLOGGED;

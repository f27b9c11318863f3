-- CreateEnum
CREATE TYPE "model_status" AS ENUM ('candidate', 'published', 'rejected', 'retired');

-- CreateEnum
CREATE TYPE "model_kind" AS ENUM ('ials_cp', 'item_knn', 'content');

-- CreateTable
CREATE TABLE "rec_model" (
    "id" SERIAL NOT NULL,
    "kind" "model_kind" NOT NULL,
    "status" "model_status" NOT NULL DEFAULT 'candidate',
    "seed" INTEGER NOT NULL,
    "data_hash" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "metrics" JSONB,
    "checks" JSONB NOT NULL DEFAULT '[]',
    "verdict" TEXT NOT NULL DEFAULT '',
    "seconds" JSONB NOT NULL DEFAULT '{}',
    "peak_megabytes" INTEGER,
    "films" INTEGER NOT NULL,
    "people" INTEGER NOT NULL,
    "likes" INTEGER NOT NULL,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "rec_model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rec_artifact" (
    "model_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "rec_artifact_pkey" PRIMARY KEY ("model_id","name")
);

-- CreateTable
CREATE TABLE "rec_decision" (
    "id" SERIAL NOT NULL,
    "model_id" INTEGER NOT NULL,
    "action" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "user_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rec_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "movie_vector" (
    "model_id" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "content" REAL[],
    "cf" REAL[],
    "likes" INTEGER NOT NULL,
    "popular" REAL NOT NULL,
    "made_from" TIMESTAMPTZ(3) NOT NULL,
    "revision" BIGSERIAL NOT NULL,

    CONSTRAINT "movie_vector_pkey" PRIMARY KEY ("model_id","movie_id")
);

-- CreateTable
CREATE TABLE "movie_similar" (
    "model_id" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "similar_ids" INTEGER[],
    "similar" REAL[],
    "reasons" JSONB NOT NULL,
    "liked_ids" INTEGER[],
    "liked" REAL[],

    CONSTRAINT "movie_similar_pkey" PRIMARY KEY ("model_id","movie_id")
);

-- CreateTable
CREATE TABLE "popular_list" (
    "model_id" INTEGER NOT NULL,
    "scope" TEXT NOT NULL,
    "movie_ids" INTEGER[],
    "scores" REAL[],

    CONSTRAINT "popular_list_pkey" PRIMARY KEY ("model_id","scope")
);

-- CreateTable
CREATE TABLE "user_rec" (
    "user_id" INTEGER NOT NULL,
    "model_id" INTEGER,
    "movie_ids" INTEGER[],
    "scores" REAL[],
    "reasons" JSONB NOT NULL DEFAULT '[]',
    "ratings" INTEGER NOT NULL DEFAULT 0,
    "computed_at" TIMESTAMPTZ(3),
    "stale" BOOLEAN NOT NULL DEFAULT true,
    "stale_since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "marks" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "user_rec_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "rec_dismissal" (
    "user_id" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rec_dismissal_pkey" PRIMARY KEY ("user_id","movie_id")
);

-- CreateTable
CREATE TABLE "rec_pick" (
    "user_id" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rec_pick_pkey" PRIMARY KEY ("user_id","movie_id")
);

-- CreateTable
CREATE TABLE "rec_preference" (
    "user_id" INTEGER NOT NULL,
    "crowd" REAL NOT NULL DEFAULT 0.5,

    CONSTRAINT "rec_preference_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE INDEX "rec_model_status_idx" ON "rec_model"("status");

-- CreateIndex
CREATE INDEX "rec_decision_model_id_idx" ON "rec_decision"("model_id");

-- CreateIndex
CREATE INDEX "rec_decision_at_idx" ON "rec_decision"("at");

-- CreateIndex
CREATE INDEX "movie_vector_model_id_revision_idx" ON "movie_vector"("model_id", "revision");

-- CreateIndex
CREATE INDEX "movie_vector_movie_id_idx" ON "movie_vector"("movie_id");

-- CreateIndex
CREATE INDEX "movie_similar_movie_id_idx" ON "movie_similar"("movie_id");

-- CreateIndex
CREATE INDEX "user_rec_stale_stale_since_idx" ON "user_rec"("stale", "stale_since");

-- CreateIndex
CREATE INDEX "user_rec_model_id_idx" ON "user_rec"("model_id");

-- CreateIndex
CREATE INDEX "rec_dismissal_movie_id_idx" ON "rec_dismissal"("movie_id");

-- CreateIndex
CREATE INDEX "rec_pick_movie_id_idx" ON "rec_pick"("movie_id");

-- AddForeignKey
ALTER TABLE "rec_artifact" ADD CONSTRAINT "rec_artifact_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "rec_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rec_decision" ADD CONSTRAINT "rec_decision_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "rec_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rec_decision" ADD CONSTRAINT "rec_decision_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movie_vector" ADD CONSTRAINT "movie_vector_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "rec_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movie_vector" ADD CONSTRAINT "movie_vector_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movie_similar" ADD CONSTRAINT "movie_similar_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "rec_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movie_similar" ADD CONSTRAINT "movie_similar_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "popular_list" ADD CONSTRAINT "popular_list_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "rec_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_rec" ADD CONSTRAINT "user_rec_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rec_dismissal" ADD CONSTRAINT "rec_dismissal_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rec_dismissal" ADD CONSTRAINT "rec_dismissal_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rec_pick" ADD CONSTRAINT "rec_pick_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rec_pick" ADD CONSTRAINT "rec_pick_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rec_preference" ADD CONSTRAINT "rec_preference_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateEnum
CREATE TYPE "credit_kind" AS ENUM ('director', 'cast', 'writer');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('queued', 'running', 'succeeded', 'failed');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('member', 'editor', 'admin');

-- CreateEnum
CREATE TYPE "list_kind" AS ENUM ('all', 'trending', 'genre', 'decade');

-- CreateTable
CREATE TABLE "movie" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "original_title" TEXT,
    "title_key" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "release_date" DATE,
    "runtime_minutes" INTEGER,
    "certificate" TEXT,
    "synopsis" TEXT,
    "countries" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "poster_url" TEXT,
    "source_votes" INTEGER NOT NULL DEFAULT 0,
    "source_mean_milli" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "added_by_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "movie_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "movie_card" (
    "movie_id" INTEGER NOT NULL,
    "json" TEXT NOT NULL,

    CONSTRAINT "movie_card_pkey" PRIMARY KEY ("movie_id")
);

-- CreateTable
CREATE TABLE "genre" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "genre_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "movie_genre" (
    "movie_id" INTEGER NOT NULL,
    "genre_id" INTEGER NOT NULL,

    CONSTRAINT "movie_genre_pkey" PRIMARY KEY ("movie_id","genre_id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit" (
    "movie_id" INTEGER NOT NULL,
    "person_id" INTEGER NOT NULL,
    "kind" "credit_kind" NOT NULL,
    "billing" INTEGER NOT NULL DEFAULT 0,
    "role" TEXT,

    CONSTRAINT "credit_pkey" PRIMARY KEY ("movie_id","kind","person_id")
);

-- CreateTable
CREATE TABLE "catalog_count" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "movies" INTEGER NOT NULL,

    CONSTRAINT "catalog_count_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stale_tag" (
    "id" BIGSERIAL NOT NULL,
    "tag" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stale_tag_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_run" (
    "id" TEXT NOT NULL,
    "function_id" TEXT NOT NULL,
    "status" "run_status" NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "steps" JSONB NOT NULL DEFAULT '[]',
    "editions" JSONB NOT NULL DEFAULT '[]',
    "error" TEXT,
    "correlation_id" TEXT,
    "requested_by_id" INTEGER,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "run_id" TEXT NOT NULL,
    "function_id" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "error" JSONB NOT NULL,
    "correlation_id" TEXT,
    "failed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" TEXT NOT NULL DEFAULT 'open',
    "replays" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "heartbeat" (
    "name" TEXT NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "heartbeat_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "role" "role" NOT NULL DEFAULT 'member',
    "rating_count" INTEGER NOT NULL DEFAULT 0,
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "banned_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rating" (
    "movie_id" INTEGER NOT NULL,
    "user_id" INTEGER NOT NULL,
    "value" SMALLINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rating_pkey" PRIMARY KEY ("movie_id","user_id")
);

-- CreateTable
CREATE TABLE "api_token" (
    "id" SERIAL NOT NULL,
    "user_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "user_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "headers" JSONB NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("user_id","key")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMPTZ(3),

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "movie_stat" (
    "movie_id" INTEGER NOT NULL,
    "votes" INTEGER NOT NULL,
    "value_sum" INTEGER NOT NULL,
    "own_weight" BIGINT NOT NULL,
    "own_sum" BIGINT NOT NULL,
    "own_square_sum" BIGINT NOT NULL,
    "source_votes" INTEGER NOT NULL,
    "weight" BIGINT NOT NULL,
    "weighted_sum" BIGINT NOT NULL,
    "histogram" INTEGER[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "movie_stat_pkey" PRIMARY KEY ("movie_id")
);

-- CreateTable
CREATE TABLE "dirty_movie" (
    "id" BIGSERIAL NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "marked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dirty_movie_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "list" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "kind" "list_kind" NOT NULL,
    "genre_id" INTEGER,
    "decade" INTEGER,
    "minimum_weight" INTEGER NOT NULL,
    "edition" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "list_hash" (
    "list_id" INTEGER NOT NULL,
    "state" BYTEA NOT NULL,

    CONSTRAINT "list_hash_pkey" PRIMARY KEY ("list_id")
);

-- CreateTable
CREATE TABLE "edition" (
    "list_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "formula" TEXT NOT NULL,
    "formula_version" INTEGER NOT NULL,
    "prior_weight_milli" INTEGER NOT NULL,
    "prior_mean_micro" INTEGER NOT NULL,
    "variance_micro" INTEGER NOT NULL,
    "minimum_weight" INTEGER NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "inputs_hash" TEXT NOT NULL,
    "order_hash" TEXT,
    "total" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "full" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "run_id" TEXT,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "edition_pkey" PRIMARY KEY ("list_id","number")
);

-- CreateTable
CREATE TABLE "list_entry" (
    "list_id" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "score_key" BIGINT NOT NULL,
    "weight_key" BIGINT NOT NULL,
    "release_key" INTEGER NOT NULL,
    "votes" INTEGER NOT NULL,
    "input_sum" BIGINT NOT NULL,

    CONSTRAINT "list_entry_pkey" PRIMARY KEY ("list_id","movie_id")
);

-- CreateTable
CREATE TABLE "list_block" (
    "list_id" INTEGER NOT NULL,
    "score_key" BIGINT NOT NULL,
    "weight_key" BIGINT NOT NULL,
    "release_key" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "list_block_pkey" PRIMARY KEY ("list_id","score_key","weight_key","release_key","movie_id")
);

-- CreateTable
CREATE TABLE "movement" (
    "list_id" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "edition" INTEGER NOT NULL,
    "from_position" INTEGER,
    "to_position" INTEGER,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "movement_pkey" PRIMARY KEY ("list_id","movie_id","edition")
);

-- CreateTable
CREATE TABLE "entry_history" (
    "list_id" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "edition" INTEGER NOT NULL,
    "votes" INTEGER NOT NULL,
    "weight" BIGINT NOT NULL,
    "input_sum" BIGINT NOT NULL,
    "release_key" INTEGER NOT NULL,
    "removed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "entry_history_pkey" PRIMARY KEY ("list_id","movie_id","edition")
);

-- CreateTable
CREATE TABLE "ranking_state" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "prior_weight_milli" INTEGER NOT NULL,
    "prior_mean_micro" INTEGER NOT NULL,
    "variance_micro" INTEGER NOT NULL,
    "trending_as_of" TIMESTAMPTZ(3) NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ranking_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ranking_wake" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "pending" BOOLEAN NOT NULL,

    CONSTRAINT "ranking_wake_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staged_entry" (
    "list_id" INTEGER NOT NULL,
    "movie_id" INTEGER NOT NULL,
    "old_score_key" BIGINT,
    "old_weight_key" BIGINT,
    "old_release_key" INTEGER,
    "old_votes" INTEGER,
    "old_input_sum" BIGINT,
    "score_key" BIGINT,
    "weight_key" BIGINT,
    "release_key" INTEGER,
    "votes" INTEGER,
    "input_sum" BIGINT,

    CONSTRAINT "staged_entry_pkey" PRIMARY KEY ("list_id","movie_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "movie_slug_key" ON "movie"("slug");

-- CreateIndex
CREATE INDEX "movie_title_key_year_idx" ON "movie"("title_key", "year");

-- CreateIndex
CREATE INDEX "movie_title_key_trigrams" ON "movie" USING GIN ("title_key" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "movie_title_id_idx" ON "movie"("title", "id");

-- CreateIndex
CREATE INDEX "movie_year_id_idx" ON "movie"("year", "id");

-- CreateIndex
CREATE INDEX "movie_created_at_id_idx" ON "movie"("created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "genre_slug_key" ON "genre"("slug");

-- CreateIndex
CREATE INDEX "movie_genre_genre_id_movie_id_idx" ON "movie_genre"("genre_id", "movie_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_slug_key" ON "person"("slug");

-- CreateIndex
CREATE INDEX "credit_person_id_idx" ON "credit"("person_id");

-- CreateIndex
CREATE INDEX "outbox_sent_at_created_at_idx" ON "outbox"("sent_at", "created_at");

-- CreateIndex
CREATE INDEX "job_run_queued_at_id_idx" ON "job_run"("queued_at" DESC, "id");

-- CreateIndex
CREATE INDEX "job_run_function_id_queued_at_idx" ON "job_run"("function_id", "queued_at" DESC);

-- CreateIndex
CREATE INDEX "job_run_status_idx" ON "job_run"("status");

-- CreateIndex
CREATE INDEX "dead_letter_status_failed_at_idx" ON "dead_letter"("status", "failed_at");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_email_key" ON "app_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_handle_key" ON "app_user"("handle");

-- CreateIndex
CREATE INDEX "app_user_is_demo_idx" ON "app_user"("is_demo");

-- CreateIndex
CREATE INDEX "rating_user_id_movie_id_idx" ON "rating"("user_id", "movie_id");

-- CreateIndex
CREATE INDEX "rating_created_at_movie_id_idx" ON "rating"("created_at", "movie_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_token_token_hash_key" ON "api_token"("token_hash");

-- CreateIndex
CREATE INDEX "api_token_user_id_idx" ON "api_token"("user_id");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- CreateIndex
CREATE INDEX "rate_limit_expire_idx" ON "rate_limit"("expire");

-- CreateIndex
CREATE UNIQUE INDEX "list_slug_key" ON "list"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "list_genre_id_key" ON "list"("genre_id");

-- CreateIndex
CREATE UNIQUE INDEX "list_decade_key" ON "list"("decade");

-- CreateIndex
CREATE INDEX "edition_run_id_idx" ON "edition"("run_id");

-- CreateIndex
CREATE INDEX "list_entry_list_id_score_key_weight_key_release_key_movie_i_idx" ON "list_entry"("list_id", "score_key", "weight_key", "release_key", "movie_id");

-- CreateIndex
CREATE INDEX "list_entry_movie_id_idx" ON "list_entry"("movie_id");

-- CreateIndex
CREATE INDEX "movement_list_id_edition_idx" ON "movement"("list_id", "edition");

-- CreateIndex
CREATE INDEX "entry_history_list_id_edition_idx" ON "entry_history"("list_id", "edition");

-- AddForeignKey
ALTER TABLE "movie" ADD CONSTRAINT "movie_added_by_id_fkey" FOREIGN KEY ("added_by_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movie_card" ADD CONSTRAINT "movie_card_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movie_genre" ADD CONSTRAINT "movie_genre_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movie_genre" ADD CONSTRAINT "movie_genre_genre_id_fkey" FOREIGN KEY ("genre_id") REFERENCES "genre"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit" ADD CONSTRAINT "credit_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit" ADD CONSTRAINT "credit_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rating" ADD CONSTRAINT "rating_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rating" ADD CONSTRAINT "rating_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movie_stat" ADD CONSTRAINT "movie_stat_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list" ADD CONSTRAINT "list_genre_id_fkey" FOREIGN KEY ("genre_id") REFERENCES "genre"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_hash" ADD CONSTRAINT "list_hash_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "edition" ADD CONSTRAINT "edition_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_entry" ADD CONSTRAINT "list_entry_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_entry" ADD CONSTRAINT "list_entry_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "list_block" ADD CONSTRAINT "list_block_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "movement" ADD CONSTRAINT "movement_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entry_history" ADD CONSTRAINT "entry_history_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What goes stale has a version: one row that every publish counts up, and what each version changed.
DROP TABLE "stale_tag";

CREATE TABLE "cache_version" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "cache_version_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "cache_change" (
    "version" BIGINT NOT NULL,
    "tags" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cache_change_pkey" PRIMARY KEY ("version")
);

ALTER TABLE "cache_version" ADD CONSTRAINT "cache_version_one_row" CHECK ("id" = 1);

-- Counts of attempts and writes, as rate-limiter-flexible keeps them by itself in PostgreSQL.
DROP TABLE "rate_limit";

CREATE UNLOGGED TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

CREATE INDEX "rate_limit_expire_idx" ON "rate_limit"("expire");

-- AlterEnum
ALTER TYPE "run_status" ADD VALUE 'cancelled';

-- AlterTable
ALTER TABLE "dead_letter" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "job_run_id" TEXT,
ADD COLUMN     "reason" TEXT,
ADD COLUMN     "steps" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "job_run" ADD COLUMN     "cancel_requested_at" TIMESTAMPTZ(3),
ADD COLUMN     "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "engine_run_id" TEXT,
ADD COLUMN     "event_id" TEXT,
ADD COLUMN     "input" JSONB,
ADD COLUMN     "output" JSONB;

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" INTEGER,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "correlation_id" TEXT,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_progress" (
    "run_id" TEXT NOT NULL,
    "done" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "words" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_progress_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "job_log" (
    "id" BIGSERIAL NOT NULL,
    "run_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "line" JSONB NOT NULL,

    CONSTRAINT "job_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "cause" TEXT NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "path" TEXT NOT NULL,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("cause")
);

-- CreateTable
CREATE TABLE "alert_delivery" (
    "cause" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "claimed_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "alert_delivery_pkey" PRIMARY KEY ("cause","channel")
);

-- CreateIndex
CREATE INDEX "audit_at_id_idx" ON "audit"("at" DESC, "id");

-- CreateIndex
CREATE INDEX "audit_action_at_idx" ON "audit"("action", "at" DESC);

-- CreateIndex
CREATE INDEX "job_log_run_id_id_idx" ON "job_log"("run_id", "id");

-- CreateIndex
CREATE INDEX "job_log_at_idx" ON "job_log"("at");

-- CreateIndex
CREATE INDEX "dead_letter_function_id_status_idx" ON "dead_letter"("function_id", "status");

-- CreateIndex
CREATE INDEX "job_run_engine_run_id_idx" ON "job_run"("engine_run_id");

-- CreateIndex
CREATE INDEX "job_run_changed_at_idx" ON "job_run"("changed_at");

-- AddForeignKey
ALTER TABLE "audit" ADD CONSTRAINT "audit_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_cause_fkey" FOREIGN KEY ("cause") REFERENCES "alert"("cause") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the Prisma schema can't say; written by hand.
-- A run's changes are looked for by their time: that of the change, not of its transaction's start.
create function note_run_change() returns trigger language plpgsql as $$
begin
  new.changed_at := clock_timestamp();
  return new;
end $$;
create trigger job_run_changed before update on job_run
  for each row execute function note_run_change();

alter table dead_letter add constraint dead_letter_status
  check (status in ('open', 'replaying', 'replayed', 'discarded'));
-- Only staff's own words close a letter without a replay.
alter table dead_letter add constraint dead_letter_reason
  check (status <> 'discarded' or length(trim(coalesce(reason, ''))) > 0);
alter table job_progress add constraint job_progress_done check (done between 0 and total);

-- What was done stays as it was done.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if old.actor_id is not null and new.actor_id is null
    and to_jsonb(new) - 'actor_id' = to_jsonb(old) - 'actor_id' then return new; end if;
  raise exception 'the audit is never changed';
end $$;
create trigger audit_unchanged before update on audit for each row execute function refuse_audit_change();

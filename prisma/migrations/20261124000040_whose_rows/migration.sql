-- Who added, did and asked for it: a member who leaves must not have whole tables read for that.
CREATE INDEX "movie_added_by_id_idx" ON "movie"("added_by_id");

CREATE INDEX "audit_actor_id_idx" ON "audit"("actor_id");

CREATE INDEX "job_run_requested_by_id_idx" ON "job_run"("requested_by_id");

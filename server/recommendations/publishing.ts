import { markStale, tags } from "../cache";
import { db, type Tx } from "../db";
import { AppError } from "../errors";

/** Models of which vectors are kept: the published one and the one before it, to go back to. */
const KEPT_WHOLE = 1;

/** Who decides; nobody: no member of staff did. */
interface By {
  userId: number | null;
  why: string;
}

/**
 * Publishes a complete model: one transaction, one word that changes, so that readers see either model whole.
 * Already published, it stays so. No list is touched: those of another model are stale by their model's number, however
 * many there are, and stand until they are made anew.
 * @param by null: the gate, for the reason that its verdict gives; it may let pass what failed a demand.
 * @throws AppError conflict where the model isn't complete or was refused.
 */
export async function publishModel(modelId: number, by: By | null): Promise<void> {
  await db().$transaction(async (tx) => {
    await lock(tx);
    const model = await tx.recModel.findUnique({
      where: { id: modelId },
      select: { status: true, complete: true, verdict: true },
    });
    if (!model) throw new AppError("not-found", { userMessage: "There is no such model." });
    if (model.status === "published") return;
    if (!model.complete)
      throw new AppError("conflict", {
        userMessage: "This model's vectors aren't stored, so it can't be published. Train a new one.",
      });
    await swap(tx, modelId, "published", by ?? { userId: null, why: model.verdict });
  });
}

/**
 * Publishes the model before the standing one again.
 * @throws AppError conflict where there is none whose vectors are kept.
 */
export async function goBack(by: By): Promise<{ modelId: number }> {
  return await db().$transaction(async (tx) => {
    await lock(tx);
    const before = await tx.recModel.findFirst({
      where: { status: "retired", complete: true },
      orderBy: { publishedAt: "desc" },
      select: { id: true },
    });
    if (!before) throw new AppError("conflict", { userMessage: "There is no earlier model to go back to." });
    await swap(tx, before.id, "went-back", by);
    return { modelId: before.id };
  });
}

async function lock(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('marquee: publish a model'))`;
}

async function swap(
  tx: Tx,
  modelId: number,
  action: "published" | "went-back",
  { userId, why }: By,
): Promise<void> {
  await tx.$executeRaw`
    update rec_model set status = case when id = ${modelId} then 'published' else 'retired' end::model_status,
      published_at = case when id = ${modelId} then now() else published_at end
    where status = 'published' or id = ${modelId}`;
  await tx.recDecision.create({ data: { modelId, action, why, userId }, select: { id: true } });
  await markStale(tx, [tags.recommendations()]);
}

/**
 * Candidates that nothing comes of: older than a day or than the published model, and made before any training
 * began that is under way. A training whose step is tried again may be overtaken by the next one's publish.
 */
async function findAbandoned(): Promise<number[]> {
  const rows = await db().$queryRaw<{ id: number }[]>`
    select id from rec_model model where status = 'candidate'
      and exists (select from rec_artifact where model_id = model.id)
      and (created_at < now() - interval '1 day' or id < (select id from rec_model where status = 'published'))
      and not exists (select from job_run where function_id = 'train-recommendations'
        and status in ('queued', 'running') and started_at <= model.created_at)`;
  return rows.map(({ id }) => id);
}

/** Removes the vectors, neighbours and lists of models that nobody goes back to; their records stay. */
export async function pruneModels(): Promise<number> {
  const kept = await db().recModel.findMany({
    where: { status: "retired", complete: true },
    orderBy: { publishedAt: "desc" },
    take: KEPT_WHOLE,
    select: { id: true },
  });
  const keep = kept.map(({ id }) => id);
  const old = await db().recModel.findMany({
    where: {
      OR: [
        { status: "retired", complete: true, id: { notIn: keep } },
        { status: "rejected", artifacts: { some: {} } },
      ],
    },
    select: { id: true },
  });
  const ids = [...old.map(({ id }) => id), ...(await findAbandoned())];
  await db().recModel.updateMany({ where: { id: { in: ids } }, data: { complete: false } });
  await db().movieVector.deleteMany({ where: { modelId: { in: ids } } });
  await db().movieSimilar.deleteMany({ where: { modelId: { in: ids } } });
  await db().popularList.deleteMany({ where: { modelId: { in: ids } } });
  await db().recArtifact.deleteMany({ where: { modelId: { in: ids } } });
  return ids.length;
}

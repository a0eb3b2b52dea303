-- AlterTable
ALTER TABLE "budget_period" ADD COLUMN     "recalled_at" TIMESTAMPTZ(3),
ADD COLUMN     "sliced_usd" DECIMAL(24,12) NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "reservation" ADD COLUMN     "slice_id" UUID,
ADD COLUMN     "slice_usd" DECIMAL(20,12) NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "budget_slice" (
    "id" UUID NOT NULL,
    "budget_id" UUID NOT NULL,
    "window_start" TIMESTAMPTZ(3) NOT NULL,
    "owner_id" UUID NOT NULL,
    "granted_usd" DECIMAL(24,12) NOT NULL,
    "spent_usd" DECIMAL(24,12) NOT NULL DEFAULT 0,
    "reserved_usd" DECIMAL(24,12) NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "budget_slice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "budget_slice_budget_id_window_start_owner_id_key" ON "budget_slice"("budget_id", "window_start", "owner_id");

-- Partial: Prisma's schema has no word for the condition.
-- safe: the table holds only what runs now, some thousand rows, so its writes wait for milliseconds.
CREATE INDEX "reservation_slice_id_idx" ON "reservation"("slice_id") WHERE "slice_id" IS NOT NULL;

-- Returns slices to their windows: the spent part counts as spent, the reserved part as reserved in the window, the rest is
-- free. Reservations are summed from their rows: a replica of the release before removes them and does not know slices.
-- Rows are locked as everywhere: slices by id, then windows by key. A change of a budget holds the table of windows first.
CREATE FUNCTION return_budget_slices("returned" UUID[], "is_recall" BOOLEAN) RETURNS VOID
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  LOCK TABLE "budget_period" IN ROW EXCLUSIVE MODE;
  PERFORM FROM "budget_slice" WHERE "id" = ANY("returned") ORDER BY "id" FOR UPDATE;
  PERFORM FROM "budget_period" AS "period"
  WHERE ("budget_id", "window_start") IN (SELECT "budget_id", "window_start" FROM "budget_slice" WHERE "id" = ANY("returned"))
  ORDER BY "budget_id", "window_start" FOR UPDATE;
  WITH "moved" AS (
    UPDATE "reservation" AS "held" SET "amount_usd" = "held"."amount_usd" + "held"."slice_usd", "slice_usd" = 0, "slice_id" = NULL
    FROM "reservation" AS "before"
    WHERE "before"."slice_id" = ANY("returned")
      AND "held"."generation_id" = "before"."generation_id" AND "held"."budget_id" = "before"."budget_id"
    RETURNING "before"."slice_id", "before"."slice_usd"
  ),
  "held" AS (SELECT "slice_id", sum("slice_usd") AS "usd" FROM "moved" GROUP BY 1),
  "gone" AS (DELETE FROM "budget_slice" WHERE "id" = ANY("returned") RETURNING *),
  "changes" AS (
    SELECT "budget_id", "window_start", sum("granted_usd") AS "granted_usd", sum("spent_usd") AS "spent_usd",
      coalesce(sum("held"."usd"), 0) AS "held_usd"
    FROM "gone" LEFT JOIN "held" ON "held"."slice_id" = "gone"."id" GROUP BY 1, 2
  )
  UPDATE "budget_period" AS "period" SET
    "spent_usd" = "period"."spent_usd" + "changes"."spent_usd",
    "reserved_usd" = "period"."reserved_usd" - "changes"."granted_usd" + "changes"."held_usd",
    "sliced_usd" = "period"."sliced_usd" - "changes"."granted_usd",
    "recalled_at" = CASE WHEN "is_recall" THEN now() ELSE "period"."recalled_at" END
  FROM "changes"
  WHERE "period"."budget_id" = "changes"."budget_id" AND "period"."window_start" = "changes"."window_start";
END $$;

-- A changed limit applies to the window alone, so no slice may outlive the change. As a trigger it also holds for changes
-- by a replica of the release before.
CREATE FUNCTION return_slices_of_budget() RETURNS TRIGGER LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  PERFORM return_budget_slices(ARRAY(SELECT "id" FROM "budget_slice" WHERE "budget_id" = OLD."id"), false);
  RETURN NULL;
END $$;

CREATE TRIGGER "budget_changed" AFTER UPDATE OR DELETE ON "budget"
FOR EACH ROW EXECUTE FUNCTION return_slices_of_budget();

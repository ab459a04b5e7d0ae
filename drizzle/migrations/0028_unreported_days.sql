ALTER TABLE "usage_daily" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "reported_revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- What was reported before is not looked at again: only days with an hour that is due stay open.
UPDATE "usage_daily" SET "reported_revision" = "revision" WHERE ("customer_id", "metric", "day") NOT IN (
  SELECT "customer_id", "metric", ("hour" AT TIME ZONE 'UTC')::date FROM "usage_records" WHERE billable_quantity <> reported_quantity
);--> statement-breakpoint
CREATE INDEX "usage_daily_unreported_index" ON "usage_daily" USING btree ("day","customer_id","metric") WHERE revision <> reported_revision;--> statement-breakpoint
DROP INDEX "usage_records_unreported_index";--> statement-breakpoint
-- Room in each page for the next version of its hours, which then needs no new entry in the key's index.
ALTER TABLE "usage_records" SET (fillfactor = 70);

ALTER TABLE "commitment_checks" DROP CONSTRAINT "commitment_checks_status_known";--> statement-breakpoint
ALTER TABLE "commitment_checks" DROP CONSTRAINT "commitment_checks_decided_whole";--> statement-breakpoint
ALTER TABLE "invoice_previews" ADD COLUMN "fee_items_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice_previews" ADD COLUMN "usage_before" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "commitment_checks" ADD CONSTRAINT "commitment_checks_status_known" CHECK ("commitment_checks"."status" in ('pending', 'decided', 'by_hand'));--> statement-breakpoint
ALTER TABLE "commitment_checks" ADD CONSTRAINT "commitment_checks_decided_whole" CHECK (num_nonnulls("commitment_checks"."due_minor", "commitment_checks"."charged_minor") = case when "commitment_checks"."status" = 'decided' then 2 else 0 end
        and ("commitment_checks"."decided_at" is null) = ("commitment_checks"."status" = 'pending'));--> statement-breakpoint
UPDATE "rating_checks" r SET "checked_at" = r."checked_at" - interval '1 day' FROM "invoice_previews" p
WHERE p."has_usage_before" AND p."subscription_id" = r."subscription_id" AND p."period_start" = r."period_start";--> statement-breakpoint
DELETE FROM "invoice_previews" WHERE "has_usage_before";
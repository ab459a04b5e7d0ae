ALTER TABLE "reconciliation_cases" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD COLUMN "plan_hash" text;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD COLUMN "adjustment_ids" jsonb;--> statement-breakpoint
-- Until now a decision was written down and moved no money.
UPDATE reconciliation_cases SET outcome = 'written_down' WHERE decided_at IS NOT NULL;--> statement-breakpoint
-- A difference that the customer pays for is another one than the same units at no cost, and has another fingerprint.
UPDATE reconciliation_cases SET fingerprint = fingerprint || ':billed' WHERE type = 'propose_credit';--> statement-breakpoint
UPDATE reconciliation_differences SET fingerprint = fingerprint || ':billed'
 WHERE kind = 'usage' AND amount_effect_minor < 0;--> statement-breakpoint
-- A Worker of the release before begins runs without it; what a record leaves out is the default in the code.
ALTER TABLE "reconciliation_runs" ADD COLUMN "alert_thresholds" jsonb DEFAULT '{}'::jsonb;--> statement-breakpoint
-- What was a constant when these runs were made.
UPDATE reconciliation_runs SET alert_thresholds =
  '{"units":{"impressions":"100000","api_calls":"10000","data_transfer_bytes":"10000000000"},"amounts":{"usd":"1000","eur":"1000","gbp":"800","jpy":"1500"}}';--> statement-breakpoint
ALTER TABLE "reconciliation_runs" ALTER COLUMN "alert_thresholds" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_outcome_known" CHECK ("reconciliation_cases"."outcome" in ('credit_given', 'declined', 'written_down'));--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_outcome" CHECK (("reconciliation_cases"."outcome" is null) = ("reconciliation_cases"."decided_at" is null));--> statement-breakpoint
CREATE INDEX "reconciliation_cases_fingerprint_index" ON "reconciliation_cases" USING btree ("difference_key","fingerprint","created_at" DESC NULLS LAST);

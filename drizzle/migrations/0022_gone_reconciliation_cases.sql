ALTER TABLE "reconciliation_cases" DROP CONSTRAINT "reconciliation_cases_difference_unique";--> statement-breakpoint
ALTER TABLE "reconciliation_cases" DROP CONSTRAINT "reconciliation_cases_status_known";--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD COLUMN "gone_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "reconciliation_cases_difference_unique" ON "reconciliation_cases" USING btree ("difference_key","fingerprint") WHERE status <> 'gone';--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_run_unique" UNIQUE("run_id","difference_key");--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_gone_at" CHECK (("reconciliation_cases"."status" = 'gone') = ("reconciliation_cases"."gone_at" is not null));--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_status_known" CHECK ("reconciliation_cases"."status" in ('open', 'closed', 'gone'));--> statement-breakpoint
-- A period without its invoice yet is no case for a person: once it is issued, what it left out is late usage, and a case
-- would keep it from ever being planned. Those that were opened have never silenced anything: gone since they began.
WITH gone AS (
  UPDATE reconciliation_cases
     SET status = 'gone', gone_at = created_at
   WHERE detail #>> '{action,reason}' IN ('period_closed', 'not_invoiced_yet')
  RETURNING id, customer_id, decided_at
)
INSERT INTO billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id, customer_id,
  before, after, request_id)
SELECT now(), 'system', 'migration', 'system', 'reconciliation.case_gone', 'reconciliation_case', id::text, customer_id,
       jsonb_build_object('status', CASE WHEN decided_at IS NULL THEN 'open' ELSE 'closed' END),
       jsonb_build_object('status', 'gone', 'reason', 'its invoice tells what it left out'),
       'migration 0022'
  FROM gone;

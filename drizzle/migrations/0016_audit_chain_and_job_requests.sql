CREATE TABLE "billing_audit_chain" (
	"position" bigint PRIMARY KEY NOT NULL,
	"audit_id" bigint NOT NULL,
	"row_hash" "bytea" NOT NULL,
	"chain_hash" "bytea" NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "billing_audit_chain_audit_id_unique" UNIQUE("audit_id")
);
--> statement-breakpoint
ALTER TABLE "billing_audit_chain" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "billing_audit_seals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "billing_audit_seals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sealed_at" timestamp (3) with time zone NOT NULL,
	"position" bigint NOT NULL,
	"through_audit_id" bigint NOT NULL,
	"chain_hash" "bytea" NOT NULL,
	"next_through_audit_id" bigint NOT NULL,
	"next_transaction" "xid8" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "billing_audit_seals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"job" text NOT NULL,
	"reason" text NOT NULL,
	"requested_by" text NOT NULL,
	"status" text NOT NULL,
	"job_run_id" uuid,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "job_requests_status_known" CHECK ("job_requests"."status" in ('queued', 'running', 'succeeded', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "job_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "billing_audit_customer_id_occurred_at_index";--> statement-breakpoint
DROP INDEX "billing_audit_object_index";--> statement-breakpoint
DROP INDEX "billing_audit_occurred_at_index";--> statement-breakpoint
CREATE INDEX "billing_audit_seals_position_index" ON "billing_audit_seals" USING btree ("position");--> statement-breakpoint
CREATE UNIQUE INDEX "job_requests_open_unique" ON "job_requests" USING btree ("job") WHERE status in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "job_requests_requested_at_index" ON "job_requests" USING btree ("requested_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "billing_audit_customer_index" ON "billing_audit" USING btree ("customer_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "billing_audit_actor_index" ON "billing_audit" USING btree ("actor_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "billing_audit_action_index" ON "billing_audit" USING btree ("action","occurred_at","id");--> statement-breakpoint
CREATE INDEX "billing_audit_request_id_index" ON "billing_audit" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "billing_audit_person_index" ON "billing_audit" USING btree ("actor_role","occurred_at","id") WHERE actor_role <> 'system';--> statement-breakpoint
CREATE INDEX "customers_name_index" ON "customers" USING btree (lower("name") collate "C","id");--> statement-breakpoint
CREATE INDEX "customers_email_index" ON "customers" USING btree (lower("email") collate "C");--> statement-breakpoint
CREATE INDEX "invoices_number_index" ON "invoices" USING btree (upper("number") collate "C");--> statement-breakpoint
CREATE INDEX "billing_audit_object_index" ON "billing_audit" USING btree ("object_type","object_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "billing_audit_occurred_at_index" ON "billing_audit" USING btree ("occurred_at","id");--> statement-breakpoint
CREATE POLICY "billing_audit_chain_read" ON "billing_audit_chain" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "billing_audit_chain_write" ON "billing_audit_chain" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "billing_audit_seals_read" ON "billing_audit_seals" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "billing_audit_seals_write" ON "billing_audit_seals" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "job_requests_read" ON "job_requests" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "job_requests_write" ON "job_requests" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
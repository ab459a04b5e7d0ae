CREATE TABLE "reconciliation_actions" (
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"type" text NOT NULL,
	"difference_key" text NOT NULL,
	"customer_id" uuid,
	"detail" jsonb NOT NULL,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"result" text,
	"last_error" text,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "reconciliation_actions_pkey" PRIMARY KEY("run_id","position"),
	CONSTRAINT "reconciliation_actions_status_known" CHECK ("reconciliation_actions"."status" in ('pending', 'done', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "reconciliation_actions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reconciliation_cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"difference_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"type" text NOT NULL,
	"customer_id" uuid,
	"currency" char(3),
	"amount_minor" bigint,
	"detail" jsonb NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	"decision" text,
	CONSTRAINT "reconciliation_cases_difference_unique" UNIQUE("difference_key","fingerprint"),
	CONSTRAINT "reconciliation_cases_status_known" CHECK ("reconciliation_cases"."status" in ('open', 'closed'))
);
--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reconciliation_differences" (
	"id" uuid PRIMARY KEY NOT NULL,
	"run_id" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"kind" text NOT NULL,
	"customer_id" uuid,
	"subscription_id" uuid,
	"object_id" uuid,
	"stripe_id" text,
	"metric" text,
	"period_start" timestamp (3) with time zone,
	"period_end" timestamp (3) with time zone,
	"internal_value" numeric(38, 0),
	"stripe_value" numeric(38, 0),
	"percentage_diff" numeric(7, 4),
	"currency" char(3),
	"amount_effect_minor" bigint,
	"fields" jsonb NOT NULL,
	"cause" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"alerted" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reconciliation_differences_run_key_unique" UNIQUE("run_id","key")
);
--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reconciliation_runs" (
	"id" text PRIMARY KEY NOT NULL,
	"trigger" text NOT NULL,
	"requested_by" text NOT NULL,
	"status" text NOT NULL,
	"tolerance_percent" numeric(7, 4) NOT NULL,
	"meter_tolerances" jsonb NOT NULL,
	"customer_id" uuid,
	"period_start" timestamp (3) with time zone,
	"period_end" timestamp (3) with time zone,
	"objects_from" timestamp (3) with time zone NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"error" text,
	"applied_plan_hash" text,
	"applied_by" text,
	"applied_reason" text,
	"applied_at" timestamp (3) with time zone,
	"repair_finished_at" timestamp (3) with time zone,
	CONSTRAINT "reconciliation_runs_status_known" CHECK ("reconciliation_runs"."status" in ('running', 'succeeded', 'failed')),
	CONSTRAINT "reconciliation_runs_tolerance_percent" CHECK ("reconciliation_runs"."tolerance_percent" between 0 and 100)
);
--> statement-breakpoint
ALTER TABLE "reconciliation_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reconciliation_seen" (
	"run_id" text NOT NULL,
	"stripe_id" text NOT NULL,
	CONSTRAINT "reconciliation_seen_pkey" PRIMARY KEY("run_id","stripe_id")
);
--> statement-breakpoint
ALTER TABLE "reconciliation_seen" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reconciliation_shards" (
	"run_id" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"from_customer" uuid,
	"to_customer" uuid,
	"cursor" text,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_after" timestamp (3) with time zone NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp (3) with time zone,
	"compared" integer DEFAULT 0 NOT NULL,
	"within_tolerance" integer DEFAULT 0 NOT NULL,
	"stripe_calls" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	CONSTRAINT "reconciliation_shards_pkey" PRIMARY KEY("run_id","position"),
	CONSTRAINT "reconciliation_shards_status_known" CHECK ("reconciliation_shards"."status" in ('pending', 'done', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "reconciliation_shards" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "billing_idempotency" ALTER COLUMN "response_body" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "billing_idempotency" ADD COLUMN "response_headers" jsonb;--> statement-breakpoint
ALTER TABLE "billing_idempotency" ADD COLUMN "lease_token" uuid;--> statement-breakpoint
ALTER TABLE "reconciliation_actions" ADD CONSTRAINT "reconciliation_actions_run_id_reconciliation_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."reconciliation_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_run_id_reconciliation_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."reconciliation_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_cases" ADD CONSTRAINT "reconciliation_cases_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ADD CONSTRAINT "reconciliation_differences_run_id_reconciliation_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."reconciliation_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ADD CONSTRAINT "reconciliation_differences_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_runs" ADD CONSTRAINT "reconciliation_runs_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_seen" ADD CONSTRAINT "reconciliation_seen_run_id_reconciliation_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."reconciliation_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconciliation_shards" ADD CONSTRAINT "reconciliation_shards_run_id_reconciliation_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."reconciliation_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reconciliation_cases_status_index" ON "reconciliation_cases" USING btree ("status","created_at");--> statement-breakpoint
CREATE INDEX "reconciliation_differences_customer_id_index" ON "reconciliation_differences" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "reconciliation_runs_created_at_index" ON "reconciliation_runs" USING btree ("created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "reconciliation_runs_running_index" ON "reconciliation_runs" USING btree ("created_at") WHERE status = 'running';--> statement-breakpoint
CREATE INDEX "reconciliation_runs_customer_id_index" ON "reconciliation_runs" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "reconciliation_shards_due_index" ON "reconciliation_shards" USING btree ("run_after") WHERE status = 'pending';--> statement-breakpoint
ALTER TABLE "billing_idempotency" ADD CONSTRAINT "billing_idempotency_state_known" CHECK ("billing_idempotency"."state" in ('working', 'done'));--> statement-breakpoint
ALTER TABLE "billing_idempotency" ADD CONSTRAINT "billing_idempotency_answer_when_done" CHECK (("billing_idempotency"."state" = 'done') = ("billing_idempotency"."response_status" is not null and "billing_idempotency"."response_body" is not null));--> statement-breakpoint
CREATE POLICY "reconciliation_actions_read" ON "reconciliation_actions" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "reconciliation_actions_write" ON "reconciliation_actions" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "reconciliation_cases_read" ON "reconciliation_cases" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "reconciliation_cases_write" ON "reconciliation_cases" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "reconciliation_differences_read" ON "reconciliation_differences" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "reconciliation_differences_write" ON "reconciliation_differences" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "reconciliation_runs_read" ON "reconciliation_runs" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "reconciliation_runs_write" ON "reconciliation_runs" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "reconciliation_seen_read" ON "reconciliation_seen" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "reconciliation_seen_write" ON "reconciliation_seen" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "reconciliation_shards_read" ON "reconciliation_shards" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "reconciliation_shards_write" ON "reconciliation_shards" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
CREATE TABLE "usage_adjustments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"quantity_delta" bigint NOT NULL,
	"reason" text NOT NULL,
	"note" text NOT NULL,
	"source_key" text NOT NULL,
	"reverses_id" uuid,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_adjustments_source_key_unique" UNIQUE("source_key"),
	CONSTRAINT "usage_adjustments_reverses_id_unique" UNIQUE("reverses_id"),
	CONSTRAINT "usage_adjustments_metric_known" CHECK (metric in ('impressions', 'api_calls', 'data_transfer_bytes')),
	CONSTRAINT "usage_adjustments_delta_not_zero" CHECK ("usage_adjustments"."quantity_delta" <> 0),
	CONSTRAINT "usage_adjustments_reason_known" CHECK ("usage_adjustments"."reason" in ('invalid_traffic', 'correction', 'reversal')),
	CONSTRAINT "usage_adjustments_reversal_names_its_own" CHECK (("usage_adjustments"."reason" = 'reversal') = (reverses_id is not null))
);
--> statement-breakpoint
ALTER TABLE "usage_adjustments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_sync_shards" (
	"job_run_id" uuid NOT NULL,
	"shard" integer NOT NULL,
	"shard_count" integer NOT NULL,
	"window_from" timestamp(6) with time zone NOT NULL,
	"window_to" timestamp(6) with time zone NOT NULL,
	"cursor" jsonb,
	"rows_read" bigint DEFAULT 0 NOT NULL,
	"rows_inserted" bigint DEFAULT 0 NOT NULL,
	"rows_changed" bigint DEFAULT 0 NOT NULL,
	"rows_unchanged" bigint DEFAULT 0 NOT NULL,
	"rows_quarantined" bigint DEFAULT 0 NOT NULL,
	"quarantine_reasons" jsonb DEFAULT '{}' NOT NULL,
	"pages" integer DEFAULT 0 NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_after" timestamp (3) with time zone NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"last_error" text,
	CONSTRAINT "usage_sync_shards_pkey" PRIMARY KEY("job_run_id","shard"),
	CONSTRAINT "usage_sync_shards_shard_in_count" CHECK ("usage_sync_shards"."shard" >= 0 and "usage_sync_shards"."shard" < "usage_sync_shards"."shard_count")
);
--> statement-breakpoint
ALTER TABLE "usage_sync_shards" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_records" DROP CONSTRAINT "usage_records_customer_id_customers_id_fk";
--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ALTER COLUMN "watermark_to" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ALTER COLUMN "rows_read" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ALTER COLUMN "rows_inserted" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ALTER COLUMN "rows_changed" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ALTER COLUMN "rows_unchanged" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ALTER COLUMN "rows_quarantined" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ALTER COLUMN "pages" SET DEFAULT 0;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ALTER COLUMN "finished_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ADD COLUMN "status" text DEFAULT 'succeeded' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ADD COLUMN "quarantine_reasons" jsonb DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ADD COLUMN "started_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ADD COLUMN "error" text;--> statement-breakpoint
ALTER TABLE "usage_adjustments" ADD CONSTRAINT "usage_adjustments_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_sync_shards" ADD CONSTRAINT "usage_sync_shards_job_run_id_usage_sync_runs_job_run_id_fk" FOREIGN KEY ("job_run_id") REFERENCES "public"."usage_sync_runs"("job_run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_adjustments_customer_id_created_at_index" ON "usage_adjustments" USING btree ("customer_id","created_at" DESC NULLS LAST,"id");--> statement-breakpoint
CREATE INDEX "usage_adjustments_hour_index" ON "usage_adjustments" USING btree ("customer_id","metric","hour");--> statement-breakpoint
CREATE INDEX "usage_sync_shards_open_index" ON "usage_sync_shards" USING btree ("run_after") WHERE finished_at is null;--> statement-breakpoint
CREATE INDEX "usage_sync_runs_started_at_index" ON "usage_sync_runs" USING btree ("started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "usage_sync_runs_running_index" ON "usage_sync_runs" USING btree ("started_at") WHERE status = 'running';--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ADD CONSTRAINT "usage_sync_runs_status_known" CHECK ("usage_sync_runs"."status" in ('running', 'succeeded', 'failed'));--> statement-breakpoint
CREATE POLICY "usage_adjustments_read" ON "usage_adjustments" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "usage_adjustments_write" ON "usage_adjustments" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "usage_sync_shards_read" ON "usage_sync_shards" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "usage_sync_shards_write" ON "usage_sync_shards" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
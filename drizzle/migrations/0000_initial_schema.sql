CREATE TABLE "billing_audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "billing_audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"actor_role" text NOT NULL,
	"action" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" text NOT NULL,
	"customer_id" uuid,
	"before" jsonb,
	"after" jsonb,
	"request_id" text NOT NULL,
	"ip" text,
	"user_agent" text
);
--> statement-breakpoint
ALTER TABLE "billing_audit" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "billing_idempotency" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"state" text NOT NULL,
	"response_status" integer,
	"response_body" jsonb,
	"locked_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "billing_idempotency_pkey" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
ALTER TABLE "billing_idempotency" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "migration_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"notes" text NOT NULL,
	"status" text NOT NULL,
	"requested_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "migration_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "meters" (
	"metric" text PRIMARY KEY NOT NULL,
	"stripe_meter_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "meters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plan_price_tiers" (
	"plan_price_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"up_to" bigint,
	"unit_amount_decimal" numeric(30, 12) NOT NULL,
	CONSTRAINT "plan_price_tiers_pkey" PRIMARY KEY("plan_price_id","position"),
	CONSTRAINT "plan_price_tiers_rate_not_negative" CHECK ("plan_price_tiers"."unit_amount_decimal" >= 0)
);
--> statement-breakpoint
ALTER TABLE "plan_price_tiers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plan_prices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"plan_version_id" uuid NOT NULL,
	"component" text NOT NULL,
	"currency" char(3) NOT NULL,
	"unit_amount_minor" bigint,
	"stripe_price_id" text,
	"lookup_key" text NOT NULL,
	CONSTRAINT "plan_prices_version_component_currency_unique" UNIQUE("plan_version_id","component","currency"),
	CONSTRAINT "plan_prices_lookup_key_unique" UNIQUE("lookup_key"),
	CONSTRAINT "plan_prices_stripe_price_id_unique" UNIQUE("stripe_price_id"),
	CONSTRAINT "plan_prices_component_known" CHECK ("plan_prices"."component" in ('base', 'impressions', 'api_calls', 'data_transfer_bytes')),
	CONSTRAINT "plan_prices_base_has_amount" CHECK (("plan_prices"."component" = 'base') = ("plan_prices"."unit_amount_minor" is not null))
);
--> statement-breakpoint
ALTER TABLE "plan_prices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plan_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"plan_id" text NOT NULL,
	"version" integer NOT NULL,
	"effective_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "plan_versions_plan_version_unique" UNIQUE("plan_id","version")
);
--> statement-breakpoint
ALTER TABLE "plan_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plans" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"rank" integer NOT NULL,
	"stripe_product_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "plans_rank_unique" UNIQUE("rank")
);
--> statement-breakpoint
ALTER TABLE "plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "customers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"stripe_customer_id" text,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"currency" char(3) NOT NULL,
	"locale" text NOT NULL,
	"country" text NOT NULL,
	"address_line1" text,
	"address_line2" text,
	"address_city" text,
	"address_postal_code" text,
	"address_state" text,
	"tax_id" text,
	"default_payment_method_label" text,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"mirrored_at" timestamp (3) with time zone,
	CONSTRAINT "customers_stripe_customer_id_unique" UNIQUE("stripe_customer_id"),
	CONSTRAINT "customers_email_unique" UNIQUE("email"),
	CONSTRAINT "customers_currency_supported" CHECK ("customers"."currency" in ('usd', 'eur', 'gbp', 'jpy'))
);
--> statement-breakpoint
ALTER TABLE "customers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_after" timestamp (3) with time zone NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp (3) with time zone,
	"outcome" text,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "events_dedupe_key_unique" UNIQUE("dedupe_key"),
	CONSTRAINT "events_status_known" CHECK ("events"."status" in ('pending', 'processing', 'done', 'dead'))
);
--> statement-breakpoint
ALTER TABLE "events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "object_leases" (
	"subject" text PRIMARY KEY NOT NULL,
	"lease_token" uuid,
	"lease_until" timestamp (3) with time zone,
	"synced_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "object_leases" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stripe_webhook_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"stripe_event_id" text NOT NULL,
	"type" text NOT NULL,
	"api_version" text,
	"livemode" boolean NOT NULL,
	"object_type" text,
	"object_id" text,
	"payload" jsonb NOT NULL,
	"stripe_created_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stripe_webhook_events_stripe_event_id_unique" UNIQUE("stripe_event_id")
);
--> statement-breakpoint
ALTER TABLE "stripe_webhook_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invoice_line_items" (
	"stripe_line_item_id" text PRIMARY KEY NOT NULL,
	"invoice_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"description" text NOT NULL,
	"component" text,
	"quantity" numeric(38, 12) NOT NULL,
	"unit_amount_decimal" numeric(30, 12) NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"proration" boolean NOT NULL,
	"stripe_price_id" text,
	"period_start" timestamp (3) with time zone NOT NULL,
	"period_end" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoice_line_items_position_unique" UNIQUE("invoice_id","position")
);
--> statement-breakpoint
ALTER TABLE "invoice_line_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "invoices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"subscription_id" uuid,
	"stripe_invoice_id" text NOT NULL,
	"number" text,
	"status" text NOT NULL,
	"billing_reason" text,
	"currency" char(3) NOT NULL,
	"subtotal_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"amount_due_minor" bigint NOT NULL,
	"amount_paid_minor" bigint NOT NULL,
	"amount_remaining_minor" bigint NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"period_end" timestamp (3) with time zone NOT NULL,
	"due_date" timestamp (3) with time zone,
	"finalized_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"voided_at" timestamp (3) with time zone,
	"marked_uncollectible_at" timestamp (3) with time zone,
	"hosted_invoice_url" text,
	"auto_advance" boolean NOT NULL,
	"attempt_count" integer NOT NULL,
	"next_payment_attempt_at" timestamp (3) with time zone,
	"bill_to" jsonb NOT NULL,
	"taxes" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"mirrored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoices_stripe_invoice_id_unique" UNIQUE("stripe_invoice_id"),
	CONSTRAINT "invoices_number_unique" UNIQUE("customer_id","number")
);
--> statement-breakpoint
ALTER TABLE "invoices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"job" text NOT NULL,
	"scheduled_for" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"status" text NOT NULL,
	"result" jsonb,
	"error" text,
	CONSTRAINT "job_runs_status_known" CHECK ("job_runs"."status" in ('running', 'succeeded', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "job_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "dunning_attempts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"case_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"attempt_number" integer NOT NULL,
	"idempotency_key" text NOT NULL,
	"status" text NOT NULL,
	"scheduled_for" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"decline_code" text,
	"advice_code" text,
	"message" text,
	CONSTRAINT "dunning_attempts_case_attempt_unique" UNIQUE("case_id","attempt_number"),
	CONSTRAINT "dunning_attempts_idempotency_key_unique" UNIQUE("idempotency_key")
);
--> statement-breakpoint
ALTER TABLE "dunning_attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "dunning_cases" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"status" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"next_attempt_at" timestamp (3) with time zone,
	"attempts_made" integer DEFAULT 0 NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "dunning_cases_invoice_id_unique" UNIQUE("invoice_id")
);
--> statement-breakpoint
ALTER TABLE "dunning_cases" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"invoice_id" uuid,
	"stripe_payment_intent_id" text,
	"stripe_charge_id" text NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"amount_refunded_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"failure_code" text,
	"decline_code" text,
	"advice_code" text,
	"failure_message" text,
	"method_label" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"mirrored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "payments_stripe_charge_id_unique" UNIQUE("stripe_charge_id")
);
--> statement-breakpoint
ALTER TABLE "payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"invoice_id" uuid,
	"stripe_refund_id" text NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"reason" text,
	"failure_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"mirrored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "refunds_stripe_refund_id_unique" UNIQUE("stripe_refund_id")
);
--> statement-breakpoint
ALTER TABLE "refunds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscription_items" (
	"stripe_subscription_item_id" text PRIMARY KEY NOT NULL,
	"subscription_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"stripe_price_id" text NOT NULL,
	"component" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "subscription_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"stripe_subscription_id" text NOT NULL,
	"plan_version_id" uuid NOT NULL,
	"status" text NOT NULL,
	"currency" char(3) NOT NULL,
	"billing_anchor_at" timestamp (3) with time zone NOT NULL,
	"current_period_start" timestamp (3) with time zone NOT NULL,
	"current_period_end" timestamp (3) with time zone NOT NULL,
	"cancel_at_period_end" boolean NOT NULL,
	"cancel_at" timestamp (3) with time zone,
	"canceled_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"mirrored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "subscriptions_stripe_subscription_id_unique" UNIQUE("stripe_subscription_id")
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sync_watermarks" (
	"source" text PRIMARY KEY NOT NULL,
	"watermark" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "sync_watermarks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"threshold_percent" integer NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"quantity" bigint NOT NULL,
	"included_units" bigint NOT NULL,
	"crossed_at" timestamp (3) with time zone NOT NULL,
	"recovered_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_alerts_crossing_unique" UNIQUE("customer_id","metric","threshold_percent","period_start")
);
--> statement-breakpoint
ALTER TABLE "usage_alerts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_daily" (
	"customer_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"day" date NOT NULL,
	"quantity" bigint NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_daily_pkey" PRIMARY KEY("customer_id","metric","day"),
	CONSTRAINT "usage_daily_metric_known" CHECK (metric in ('impressions', 'api_calls', 'data_transfer_bytes'))
);
--> statement-breakpoint
ALTER TABLE "usage_daily" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_outbox" (
	"identifier" text PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"quantity_delta" bigint NOT NULL,
	"status" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_after" timestamp (3) with time zone NOT NULL,
	"first_sent_at" timestamp (3) with time zone,
	"accepted_at" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_outbox_customer_metric_hour_identifier_unique" UNIQUE("customer_id","metric","hour","identifier"),
	CONSTRAINT "usage_outbox_status_known" CHECK ("usage_outbox"."status" in ('pending', 'accepted', 'held', 'failed')),
	CONSTRAINT "usage_outbox_delta_not_zero" CHECK ("usage_outbox"."quantity_delta" <> 0)
);
--> statement-breakpoint
ALTER TABLE "usage_outbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_quarantine" (
	"customer_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"quantity" text NOT NULL,
	"reason" text NOT NULL,
	"source_updated_at" timestamp (3) with time zone NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "usage_quarantine_pkey" PRIMARY KEY("customer_id","metric","hour")
);
--> statement-breakpoint
ALTER TABLE "usage_quarantine" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_records" (
	"customer_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"quantity" bigint NOT NULL,
	"reported_quantity" bigint DEFAULT 0 NOT NULL,
	"report_sequence" integer DEFAULT 0 NOT NULL,
	"source_updated_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_records_pkey" PRIMARY KEY("customer_id","metric","hour"),
	CONSTRAINT "usage_records_metric_known" CHECK (metric in ('impressions', 'api_calls', 'data_transfer_bytes')),
	CONSTRAINT "usage_records_quantity_not_negative" CHECK ("usage_records"."quantity" >= 0),
	CONSTRAINT "usage_records_hour_whole" CHECK ("usage_records"."hour" = date_trunc('hour', "usage_records"."hour", 'UTC'))
);
--> statement-breakpoint
ALTER TABLE "usage_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_sync_runs" (
	"job_run_id" uuid PRIMARY KEY NOT NULL,
	"watermark_from" timestamp (3) with time zone NOT NULL,
	"watermark_to" timestamp (3) with time zone NOT NULL,
	"rows_read" bigint NOT NULL,
	"rows_inserted" bigint NOT NULL,
	"rows_changed" bigint NOT NULL,
	"rows_unchanged" bigint NOT NULL,
	"rows_quarantined" bigint NOT NULL,
	"pages" integer NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "migration_requests" ADD CONSTRAINT "migration_requests_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_price_tiers" ADD CONSTRAINT "plan_price_tiers_plan_price_id_plan_prices_id_fk" FOREIGN KEY ("plan_price_id") REFERENCES "public"."plan_prices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_prices" ADD CONSTRAINT "plan_prices_plan_version_id_plan_versions_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_line_items" ADD CONSTRAINT "invoice_line_items_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_line_items" ADD CONSTRAINT "invoice_line_items_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dunning_attempts" ADD CONSTRAINT "dunning_attempts_case_id_dunning_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."dunning_cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dunning_attempts" ADD CONSTRAINT "dunning_attempts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dunning_cases" ADD CONSTRAINT "dunning_cases_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dunning_cases" ADD CONSTRAINT "dunning_cases_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_items" ADD CONSTRAINT "subscription_items_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_items" ADD CONSTRAINT "subscription_items_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_plan_version_id_plan_versions_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD CONSTRAINT "usage_alerts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD CONSTRAINT "usage_daily_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_outbox" ADD CONSTRAINT "usage_outbox_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_sync_runs" ADD CONSTRAINT "usage_sync_runs_job_run_id_job_runs_id_fk" FOREIGN KEY ("job_run_id") REFERENCES "public"."job_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "billing_audit_customer_id_occurred_at_index" ON "billing_audit" USING btree ("customer_id","occurred_at");--> statement-breakpoint
CREATE INDEX "billing_audit_object_index" ON "billing_audit" USING btree ("object_type","object_id");--> statement-breakpoint
CREATE INDEX "billing_audit_occurred_at_index" ON "billing_audit" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "billing_idempotency_expires_at_index" ON "billing_idempotency" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "billing_idempotency_created_at_index" ON "billing_idempotency" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "migration_requests_customer_id_created_at_index" ON "migration_requests" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "migration_requests_status_index" ON "migration_requests" USING btree ("status");--> statement-breakpoint
CREATE INDEX "customers_created_at_index" ON "customers" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "events_due_index" ON "events" USING btree ("run_after","created_at") WHERE status in ('pending', 'processing');--> statement-breakpoint
CREATE INDEX "events_subject_index" ON "events" USING btree ("subject") WHERE status in ('pending', 'processing');--> statement-breakpoint
CREATE INDEX "events_status_index" ON "events" USING btree ("status");--> statement-breakpoint
CREATE INDEX "stripe_webhook_events_object_id_index" ON "stripe_webhook_events" USING btree ("object_id");--> statement-breakpoint
CREATE INDEX "stripe_webhook_events_received_at_index" ON "stripe_webhook_events" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "stripe_webhook_events_type_index" ON "stripe_webhook_events" USING btree ("type");--> statement-breakpoint
CREATE INDEX "invoice_line_items_customer_id_index" ON "invoice_line_items" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "invoices_customer_id_created_at_index" ON "invoices" USING btree ("customer_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "invoices_customer_id_status_created_at_index" ON "invoices" USING btree ("customer_id","status","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "invoices_status_index" ON "invoices" USING btree ("status");--> statement-breakpoint
CREATE INDEX "invoices_created_at_index" ON "invoices" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "job_runs_job_started_at_index" ON "job_runs" USING btree ("job","started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "dunning_attempts_customer_id_index" ON "dunning_attempts" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "dunning_cases_customer_id_index" ON "dunning_cases" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "dunning_cases_status_next_attempt_at_index" ON "dunning_cases" USING btree ("status","next_attempt_at");--> statement-breakpoint
CREATE INDEX "dunning_cases_created_at_index" ON "dunning_cases" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "payments_customer_id_created_at_index" ON "payments" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "payments_invoice_id_index" ON "payments" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "payments_stripe_payment_intent_id_index" ON "payments" USING btree ("stripe_payment_intent_id");--> statement-breakpoint
CREATE INDEX "payments_status_index" ON "payments" USING btree ("status");--> statement-breakpoint
CREATE INDEX "refunds_customer_id_created_at_index" ON "refunds" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "refunds_payment_id_index" ON "refunds" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "subscription_items_subscription_id_index" ON "subscription_items" USING btree ("subscription_id");--> statement-breakpoint
CREATE INDEX "subscriptions_customer_id_created_at_index" ON "subscriptions" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "subscriptions_status_index" ON "subscriptions" USING btree ("status");--> statement-breakpoint
CREATE INDEX "subscriptions_current_period_end_index" ON "subscriptions" USING btree ("current_period_end");--> statement-breakpoint
CREATE INDEX "usage_alerts_created_at_index" ON "usage_alerts" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "usage_outbox_due_index" ON "usage_outbox" USING btree ("run_after") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "usage_quarantine_open_index" ON "usage_quarantine" USING btree ("last_seen_at") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "usage_records_unreported_index" ON "usage_records" USING btree ("hour") WHERE quantity <> reported_quantity;--> statement-breakpoint
CREATE POLICY "billing_audit_read" ON "billing_audit" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "billing_audit_append" ON "billing_audit" AS PERMISSIVE FOR INSERT TO "billing_app" WITH CHECK ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "billing_idempotency_read" ON "billing_idempotency" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "billing_idempotency_write" ON "billing_idempotency" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "migration_requests_read" ON "migration_requests" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "migration_requests_write" ON "migration_requests" AS PERMISSIVE FOR ALL TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) = 'system')) WITH CHECK ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) = 'system'));--> statement-breakpoint
CREATE POLICY "meters_read" ON "meters" AS PERMISSIVE FOR SELECT TO "billing_app" USING (true);--> statement-breakpoint
CREATE POLICY "meters_write" ON "meters" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "plan_price_tiers_read" ON "plan_price_tiers" AS PERMISSIVE FOR SELECT TO "billing_app" USING (true);--> statement-breakpoint
CREATE POLICY "plan_price_tiers_write" ON "plan_price_tiers" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "plan_prices_read" ON "plan_prices" AS PERMISSIVE FOR SELECT TO "billing_app" USING (true);--> statement-breakpoint
CREATE POLICY "plan_prices_write" ON "plan_prices" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "plan_versions_read" ON "plan_versions" AS PERMISSIVE FOR SELECT TO "billing_app" USING (true);--> statement-breakpoint
CREATE POLICY "plan_versions_write" ON "plan_versions" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "plans_read" ON "plans" AS PERMISSIVE FOR SELECT TO "billing_app" USING (true);--> statement-breakpoint
CREATE POLICY "plans_write" ON "plans" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "customers_read" ON "customers" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "customers_write" ON "customers" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "events_read" ON "events" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "events_write" ON "events" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "object_leases_read" ON "object_leases" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "object_leases_write" ON "object_leases" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "stripe_webhook_events_read" ON "stripe_webhook_events" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "stripe_webhook_events_write" ON "stripe_webhook_events" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "invoice_line_items_read" ON "invoice_line_items" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "invoice_line_items_write" ON "invoice_line_items" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "invoices_read" ON "invoices" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "invoices_write" ON "invoices" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "job_runs_read" ON "job_runs" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "job_runs_write" ON "job_runs" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "dunning_attempts_read" ON "dunning_attempts" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "dunning_attempts_write" ON "dunning_attempts" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "dunning_cases_read" ON "dunning_cases" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "dunning_cases_write" ON "dunning_cases" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "payments_read" ON "payments" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "payments_write" ON "payments" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "refunds_read" ON "refunds" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "refunds_write" ON "refunds" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "subscription_items_read" ON "subscription_items" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "subscription_items_write" ON "subscription_items" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "subscriptions_read" ON "subscriptions" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "subscriptions_write" ON "subscriptions" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "sync_watermarks_read" ON "sync_watermarks" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "sync_watermarks_write" ON "sync_watermarks" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "usage_alerts_read" ON "usage_alerts" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "usage_alerts_write" ON "usage_alerts" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "usage_daily_read" ON "usage_daily" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "usage_daily_write" ON "usage_daily" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "usage_outbox_read" ON "usage_outbox" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "usage_outbox_write" ON "usage_outbox" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "usage_quarantine_read" ON "usage_quarantine" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "usage_quarantine_write" ON "usage_quarantine" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "usage_records_read" ON "usage_records" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "usage_records_write" ON "usage_records" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "usage_sync_runs_read" ON "usage_sync_runs" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "usage_sync_runs_write" ON "usage_sync_runs" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
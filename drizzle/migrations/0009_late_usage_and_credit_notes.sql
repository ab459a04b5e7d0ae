CREATE TABLE "invoice_usage_digests" (
	"invoice_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"subscription_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"period_end" timestamp (3) with time zone NOT NULL,
	"hours" integer NOT NULL,
	"quantity" bigint NOT NULL,
	"accepted_quantity" bigint NOT NULL,
	"digest" text NOT NULL,
	"price" jsonb,
	"computed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoice_usage_digests_pkey" PRIMARY KEY("invoice_id","metric")
);
--> statement-breakpoint
ALTER TABLE "invoice_usage_digests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "period_adjustments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"subscription_id" uuid,
	"kind" text NOT NULL,
	"component" text NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"period_end" timestamp (3) with time zone NOT NULL,
	"sequence" integer NOT NULL,
	"quantity_delta" bigint NOT NULL,
	"uncapped_minor" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"description" text NOT NULL,
	"explanation" jsonb NOT NULL,
	"allocations" jsonb NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"invoice_id" uuid,
	"billed_subscription_id" uuid,
	"stripe_object_id" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_after" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"issued_at" timestamp (3) with time zone,
	CONSTRAINT "period_adjustments_sequence_unique" UNIQUE NULLS NOT DISTINCT("customer_id","subscription_id","component","period_start","sequence"),
	CONSTRAINT "period_adjustments_stripe_object_id_unique" UNIQUE("stripe_object_id"),
	CONSTRAINT "period_adjustments_kind_known" CHECK ("period_adjustments"."kind" in ('late_usage', 'late_credit', 'minimum_true_up', 'minimum_credit')),
	CONSTRAINT "period_adjustments_component_known" CHECK ("period_adjustments"."component" in ('impressions', 'api_calls', 'data_transfer_bytes', 'minimum')),
	CONSTRAINT "period_adjustments_status_known" CHECK ("period_adjustments"."status" in ('planned', 'issued', 'recorded', 'unbillable', 'failed')),
	CONSTRAINT "period_adjustments_issued_has_object" CHECK (("period_adjustments"."status" = 'issued') = ("period_adjustments"."stripe_object_id" is not null)),
	CONSTRAINT "period_adjustments_capped" CHECK ("period_adjustments"."amount_minor" = 0 or (sign("period_adjustments"."amount_minor") = sign("period_adjustments"."uncapped_minor") and abs("period_adjustments"."amount_minor") <= abs("period_adjustments"."uncapped_minor")))
);
--> statement-breakpoint
ALTER TABLE "period_adjustments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "rating_checks" (
	"subscription_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"currency" char(3) NOT NULL,
	"ours_minor" bigint NOT NULL,
	"stripe_minor" bigint NOT NULL,
	"lines" jsonb NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"mismatched_at" timestamp (3) with time zone,
	CONSTRAINT "rating_checks_pkey" PRIMARY KEY("subscription_id","period_start"),
	CONSTRAINT "rating_checks_status_known" CHECK ("rating_checks"."status" in ('matched', 'mismatched', 'skipped'))
);
--> statement-breakpoint
ALTER TABLE "rating_checks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "credit_notes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"invoice_id" uuid NOT NULL,
	"stripe_credit_note_id" text NOT NULL,
	"number" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"memo" text,
	"currency" char(3) NOT NULL,
	"subtotal_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"amount_minor" bigint NOT NULL,
	"pre_payment_minor" bigint NOT NULL,
	"post_payment_minor" bigint NOT NULL,
	"lines" jsonb NOT NULL,
	"adjustment_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"voided_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"mirrored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "credit_notes_stripe_credit_note_id_unique" UNIQUE("stripe_credit_note_id"),
	CONSTRAINT "credit_notes_status_known" CHECK ("credit_notes"."status" in ('issued', 'void'))
);
--> statement-breakpoint
ALTER TABLE "credit_notes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "meter_error_reports" (
	"stripe_event_id" text NOT NULL,
	"type" text NOT NULL,
	"stripe_meter_id" text,
	"metric" text,
	"summary" text NOT NULL,
	"error_count" integer NOT NULL,
	"errors" jsonb NOT NULL,
	"validation_start" timestamp (3) with time zone,
	"validation_end" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"processed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "meter_error_reports_stripe_event_id_unique" UNIQUE("stripe_event_id")
);
--> statement-breakpoint
ALTER TABLE "meter_error_reports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "invoice_line_items" ADD COLUMN "stripe_invoice_item_id" text;--> statement-breakpoint
ALTER TABLE "usage_outbox" ADD COLUMN "lease_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "usage_outbox" ADD COLUMN "last_sent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "usage_outbox" ADD COLUMN "adjustment_id" uuid;--> statement-breakpoint
ALTER TABLE "invoice_usage_digests" ADD CONSTRAINT "invoice_usage_digests_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_usage_digests" ADD CONSTRAINT "invoice_usage_digests_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_usage_digests" ADD CONSTRAINT "invoice_usage_digests_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD CONSTRAINT "period_adjustments_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD CONSTRAINT "period_adjustments_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD CONSTRAINT "period_adjustments_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD CONSTRAINT "period_adjustments_billed_subscription_id_fk" FOREIGN KEY ("billed_subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rating_checks" ADD CONSTRAINT "rating_checks_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rating_checks" ADD CONSTRAINT "rating_checks_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credit_notes" ADD CONSTRAINT "credit_notes_invoice_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invoice_usage_digests_customer_id_index" ON "invoice_usage_digests" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "period_adjustments_customer_id_created_at_index" ON "period_adjustments" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "period_adjustments_due_index" ON "period_adjustments" USING btree ("run_after") WHERE status = 'planned';--> statement-breakpoint
CREATE INDEX "period_adjustments_attention_index" ON "period_adjustments" USING btree ("created_at") WHERE status in ('unbillable', 'failed');--> statement-breakpoint
CREATE INDEX "period_adjustments_invoice_id_index" ON "period_adjustments" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "rating_checks_mismatched_index" ON "rating_checks" USING btree ("checked_at") WHERE status = 'mismatched';--> statement-breakpoint
CREATE INDEX "credit_notes_invoice_id_index" ON "credit_notes" USING btree ("invoice_id");--> statement-breakpoint
CREATE INDEX "credit_notes_customer_id_created_at_index" ON "credit_notes" USING btree ("customer_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "meter_error_reports_received_at_index" ON "meter_error_reports" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "invoice_line_items_stripe_invoice_item_id_index" ON "invoice_line_items" USING btree ("stripe_invoice_item_id");--> statement-breakpoint
CREATE INDEX "usage_outbox_unsettled_index" ON "usage_outbox" USING btree ("customer_id","metric","hour") WHERE status = 'held' and adjustment_id is null;--> statement-breakpoint
CREATE INDEX "usage_outbox_adjustment_id_index" ON "usage_outbox" USING btree ("adjustment_id");--> statement-breakpoint
CREATE POLICY "invoice_usage_digests_read" ON "invoice_usage_digests" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "invoice_usage_digests_write" ON "invoice_usage_digests" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "period_adjustments_read" ON "period_adjustments" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "period_adjustments_write" ON "period_adjustments" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "rating_checks_read" ON "rating_checks" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "rating_checks_write" ON "rating_checks" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "credit_notes_read" ON "credit_notes" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "credit_notes_write" ON "credit_notes" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
CREATE POLICY "meter_error_reports_read" ON "meter_error_reports" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "meter_error_reports_write" ON "meter_error_reports" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
CREATE TABLE "invoice_reviews" (
	"invoice_id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"status" text NOT NULL,
	"findings" jsonb DEFAULT '[]' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_after" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"last_error" text,
	"reviewed_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" text,
	"resolution" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoice_reviews_status_known" CHECK ("invoice_reviews"."status" in ('pending', 'passed', 'parked', 'flagged', 'released', 'voided', 'acknowledged'))
);
--> statement-breakpoint
ALTER TABLE "invoice_reviews" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "invoice_reviews" ADD CONSTRAINT "invoice_reviews_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_reviews" ADD CONSTRAINT "invoice_reviews_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invoice_reviews_due_index" ON "invoice_reviews" USING btree ("run_after") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "invoice_reviews_open_index" ON "invoice_reviews" USING btree ("reviewed_at") WHERE status in ('parked', 'flagged');--> statement-breakpoint
CREATE INDEX "invoice_reviews_customer_id_index" ON "invoice_reviews" USING btree ("customer_id");--> statement-breakpoint
CREATE POLICY "invoice_reviews_read" ON "invoice_reviews" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "invoice_reviews_write" ON "invoice_reviews" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
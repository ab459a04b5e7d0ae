CREATE TABLE "commitment_checks" (
	"invoice_id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"status" text NOT NULL,
	"due_minor" bigint,
	"charged_minor" bigint,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_after" timestamp (3) with time zone NOT NULL,
	"last_error" text,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "commitment_checks_status_known" CHECK ("commitment_checks"."status" in ('pending', 'decided')),
	CONSTRAINT "commitment_checks_decided_whole" CHECK (num_nonnulls("commitment_checks"."due_minor", "commitment_checks"."charged_minor", "commitment_checks"."decided_at") = case when "commitment_checks"."status" = 'decided' then 3 else 0 end)
);
--> statement-breakpoint
ALTER TABLE "commitment_checks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD COLUMN "offset_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "commitment_checks" ADD CONSTRAINT "commitment_checks_invoice_id_invoices_id_fk" FOREIGN KEY ("invoice_id") REFERENCES "public"."invoices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "commitment_checks" ADD CONSTRAINT "commitment_checks_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "commitment_checks_due_index" ON "commitment_checks" USING btree ("run_after") WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX "commitment_checks_customer_id_index" ON "commitment_checks" USING btree ("customer_id");--> statement-breakpoint
CREATE POLICY "commitment_checks_read" ON "commitment_checks" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "commitment_checks_write" ON "commitment_checks" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
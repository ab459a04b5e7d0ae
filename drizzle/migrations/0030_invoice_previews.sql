CREATE TABLE "invoice_previews" (
	"subscription_id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"currency" char(3) NOT NULL,
	"subtotal_minor" bigint NOT NULL,
	"discount_minor" bigint NOT NULL,
	"tax_minor" bigint NOT NULL,
	"included_tax_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"balance_minor" bigint NOT NULL,
	"amount_due_minor" bigint NOT NULL,
	"quantities" jsonb NOT NULL,
	"previewed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "invoice_previews_total" CHECK ("invoice_previews"."total_minor" = "invoice_previews"."subtotal_minor" - "invoice_previews"."discount_minor" + "invoice_previews"."tax_minor")
);
--> statement-breakpoint
ALTER TABLE "invoice_previews" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "invoice_previews" ADD CONSTRAINT "invoice_previews_subscription_id_subscriptions_id_fk" FOREIGN KEY ("subscription_id") REFERENCES "public"."subscriptions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invoice_previews" ADD CONSTRAINT "invoice_previews_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invoice_previews_customer_id_index" ON "invoice_previews" USING btree ("customer_id");--> statement-breakpoint
CREATE POLICY "invoice_previews_read" ON "invoice_previews" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "invoice_previews_write" ON "invoice_previews" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
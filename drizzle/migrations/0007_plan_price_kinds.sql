CREATE TABLE "plan_commitments" (
	"plan_version_id" uuid NOT NULL,
	"currency" char(3) NOT NULL,
	"customer_id" uuid,
	"amount_minor" bigint NOT NULL,
	CONSTRAINT "plan_commitments_pkey" PRIMARY KEY("plan_version_id","currency"),
	CONSTRAINT "plan_commitments_amount_positive" CHECK ("plan_commitments"."amount_minor" > 0)
);
--> statement-breakpoint
ALTER TABLE "plan_commitments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "plan_versions" DROP CONSTRAINT "plan_versions_plan_version_unique";--> statement-breakpoint
ALTER TABLE "plan_price_tiers" ADD COLUMN "customer_id" uuid;--> statement-breakpoint
ALTER TABLE "plan_price_tiers" ADD COLUMN "flat_amount_decimal" numeric(30, 12);--> statement-breakpoint
ALTER TABLE "plan_prices" ADD COLUMN "customer_id" uuid;--> statement-breakpoint
ALTER TABLE "plan_prices" ADD COLUMN "kind" text DEFAULT 'graduated' NOT NULL;--> statement-breakpoint
ALTER TABLE "plan_prices" ADD COLUMN "package_size" bigint;--> statement-breakpoint
ALTER TABLE "plan_prices" ADD COLUMN "package_amount_decimal" numeric(30, 12);--> statement-breakpoint
ALTER TABLE "plan_prices" ADD COLUMN "package_round" text;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD COLUMN "customer_id" uuid;--> statement-breakpoint
ALTER TABLE "plan_commitments" ADD CONSTRAINT "plan_commitments_plan_version_id_plan_versions_id_fk" FOREIGN KEY ("plan_version_id") REFERENCES "public"."plan_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_commitments" ADD CONSTRAINT "plan_commitments_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_price_tiers" ADD CONSTRAINT "plan_price_tiers_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_prices" ADD CONSTRAINT "plan_prices_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "plan_versions_customer_id_index" ON "plan_versions" USING btree ("customer_id");--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_plan_customer_version_unique" UNIQUE NULLS NOT DISTINCT("plan_id","customer_id","version");--> statement-breakpoint
ALTER TABLE "plan_price_tiers" ADD CONSTRAINT "plan_price_tiers_flat_amount_not_negative" CHECK ("plan_price_tiers"."flat_amount_decimal" >= 0);--> statement-breakpoint
ALTER TABLE "plan_prices" ADD CONSTRAINT "plan_prices_kind_known" CHECK ("plan_prices"."kind" in ('graduated', 'volume', 'package'));--> statement-breakpoint
ALTER TABLE "plan_prices" ADD CONSTRAINT "plan_prices_package_whole" CHECK (("plan_prices"."kind" = 'package') = ("plan_prices"."package_size" is not null) and num_nulls("plan_prices"."package_size", "plan_prices"."package_amount_decimal", "plan_prices"."package_round") in (0, 3));--> statement-breakpoint
ALTER TABLE "plan_prices" ADD CONSTRAINT "plan_prices_package_filled" CHECK ("plan_prices"."package_size" >= 1 and "plan_prices"."package_amount_decimal" >= 0);--> statement-breakpoint
ALTER TABLE "plan_prices" ADD CONSTRAINT "plan_prices_package_round_known" CHECK ("plan_prices"."package_round" in ('up', 'down'));--> statement-breakpoint
CREATE POLICY "plan_commitments_read" ON "plan_commitments" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id is null or (customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system'))));--> statement-breakpoint
CREATE POLICY "plan_commitments_write" ON "plan_commitments" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');--> statement-breakpoint
ALTER POLICY "plan_price_tiers_read" ON "plan_price_tiers" TO billing_app USING ((customer_id is null or (customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system'))));--> statement-breakpoint
ALTER POLICY "plan_prices_read" ON "plan_prices" TO billing_app USING ((customer_id is null or (customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system'))));--> statement-breakpoint
ALTER POLICY "plan_versions_read" ON "plan_versions" TO billing_app USING ((customer_id is null or (customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system'))));
CREATE TABLE "budgets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"name" text NOT NULL,
	"currency" char(3) NOT NULL,
	"amount_minor" bigint NOT NULL,
	"steps" integer[] NOT NULL,
	"basis" text NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "budgets_amount_positive" CHECK ("budgets"."amount_minor" > 0),
	CONSTRAINT "budgets_basis_known" CHECK ("budgets"."basis" in ('actual', 'forecast', 'both')),
	CONSTRAINT "budgets_steps_some" CHECK (cardinality("budgets"."steps") between 1 and 10)
);
--> statement-breakpoint
ALTER TABLE "budgets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_forecasts" (
	"customer_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"day" date NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"period_end" timestamp (3) with time zone NOT NULL,
	"elapsed_share" numeric(7, 6) NOT NULL,
	"p10" bigint NOT NULL,
	"p50" bigint NOT NULL,
	"p90" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "usage_forecasts_pkey" PRIMARY KEY("customer_id","metric","day"),
	CONSTRAINT "usage_forecasts_ordered" CHECK ("usage_forecasts"."p10" <= "usage_forecasts"."p50" and "usage_forecasts"."p50" <= "usage_forecasts"."p90")
);
--> statement-breakpoint
ALTER TABLE "usage_forecasts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_alerts" ALTER COLUMN "metric" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_alerts" ALTER COLUMN "quantity" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_alerts" ALTER COLUMN "included_units" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD COLUMN "budget_id" uuid;--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD COLUMN "basis" text DEFAULT 'actual' NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD COLUMN "currency" char(3);--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD COLUMN "spent_minor" bigint;--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD COLUMN "budget_minor" bigint;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_forecasts" ADD CONSTRAINT "usage_forecasts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "budgets_customer_id_created_at_index" ON "budgets" USING btree ("customer_id","created_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "usage_forecasts_day_index" ON "usage_forecasts" USING btree ("day");--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD CONSTRAINT "usage_alerts_budget_id_budgets_id_fk" FOREIGN KEY ("budget_id") REFERENCES "public"."budgets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_alerts_customer_id_period_start_index" ON "usage_alerts" USING btree ("customer_id","period_start");--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD CONSTRAINT "usage_alerts_budget_crossing_unique" UNIQUE("budget_id","basis","threshold_percent","period_start");--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD CONSTRAINT "usage_alerts_basis_known" CHECK ("usage_alerts"."basis" in ('actual', 'forecast'));--> statement-breakpoint
ALTER TABLE "usage_alerts" ADD CONSTRAINT "usage_alerts_of_limit_or_budget" CHECK (case when "usage_alerts"."budget_id" is null then num_nulls("usage_alerts"."metric", "usage_alerts"."quantity", "usage_alerts"."included_units") = 0
        else num_nulls("usage_alerts"."currency", "usage_alerts"."spent_minor", "usage_alerts"."budget_minor") = 0 and "usage_alerts"."metric" is null end);--> statement-breakpoint
CREATE POLICY "budgets_read" ON "budgets" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "budgets_write" ON "budgets" AS PERMISSIVE FOR ALL TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) = 'system')) WITH CHECK ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) = 'system'));--> statement-breakpoint
CREATE POLICY "usage_forecasts_read" ON "usage_forecasts" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((customer_id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system')));--> statement-breakpoint
CREATE POLICY "usage_forecasts_write" ON "usage_forecasts" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
CREATE TABLE "stripe_sweeps" (
	"name" text PRIMARY KEY NOT NULL,
	"swept_to" timestamp (3) with time zone NOT NULL,
	"pass_to" timestamp (3) with time zone,
	"cursor" text,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "stripe_sweeps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "stripe_webhook_events_received_at_index";--> statement-breakpoint
DROP INDEX "stripe_webhook_events_type_index";--> statement-breakpoint
ALTER TABLE "stripe_webhook_events" ALTER COLUMN "payload" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "deferrals" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "takeovers" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "history" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "stripe_webhook_events" ADD COLUMN "stripe_customer_id" text;--> statement-breakpoint
ALTER TABLE "stripe_webhook_events" ADD COLUMN "payload_trimmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "stripe_webhook_events" ADD COLUMN "found_by" text DEFAULT 'delivery' NOT NULL;--> statement-breakpoint
CREATE INDEX "events_dead_index" ON "events" USING btree ("finished_at") WHERE status = 'dead';--> statement-breakpoint
CREATE INDEX "stripe_webhook_events_stripe_customer_id_index" ON "stripe_webhook_events" USING btree ("stripe_customer_id","received_at");--> statement-breakpoint
CREATE INDEX "stripe_webhook_events_trimmed_index" ON "stripe_webhook_events" USING btree ("received_at") WHERE payload_trimmed_at is not null;--> statement-breakpoint
CREATE INDEX "stripe_webhook_events_received_at_index" ON "stripe_webhook_events" USING btree ("received_at","id");--> statement-breakpoint
CREATE INDEX "stripe_webhook_events_type_index" ON "stripe_webhook_events" USING btree ("type","received_at");--> statement-breakpoint
ALTER TABLE "stripe_webhook_events" ADD CONSTRAINT "stripe_webhook_events_found_by_known" CHECK ("stripe_webhook_events"."found_by" in ('delivery', 'sweep'));--> statement-breakpoint
CREATE POLICY "stripe_sweeps_read" ON "stripe_sweeps" AS PERMISSIVE FOR SELECT TO "billing_app" USING ((select current_setting('app.scope', true)) in ('staff', 'system'));--> statement-breakpoint
CREATE POLICY "stripe_sweeps_write" ON "stripe_sweeps" AS PERMISSIVE FOR ALL TO "billing_app" USING ((select current_setting('app.scope', true)) = 'system') WITH CHECK ((select current_setting('app.scope', true)) = 'system');
ALTER TABLE "subscriptions" ADD COLUMN "discount_ids" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "tax_rate_ids" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
CREATE INDEX "subscriptions_updated_at_index" ON "subscriptions" USING btree ("updated_at");
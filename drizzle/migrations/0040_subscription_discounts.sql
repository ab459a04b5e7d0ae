ALTER TABLE "subscriptions" ADD COLUMN "discount_ids" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "tax_rate_ids" jsonb DEFAULT '[]' NOT NULL;
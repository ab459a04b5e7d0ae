ALTER TABLE "invoice_previews" ALTER COLUMN "other_items_minor" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "invoice_previews" ALTER COLUMN "other_items_minor" DROP NOT NULL;
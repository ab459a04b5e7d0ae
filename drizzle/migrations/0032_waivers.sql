ALTER TABLE "period_adjustments" ALTER COLUMN "known_credits" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "period_adjustments" ALTER COLUMN "known_credits" DROP NOT NULL;--> statement-breakpoint
-- A credit names its lines, so one without any was decided before they were recorded.
UPDATE "period_adjustments" SET "known_credits" = NULL WHERE "known_credits" = '[]' AND "amount_minor" < 0;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD COLUMN "waived_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD COLUMN "is_waived" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD CONSTRAINT "period_adjustments_waived_moves_nothing" CHECK (not "period_adjustments"."is_waived" or ("period_adjustments"."closed_at" is not null and "period_adjustments"."closed_minor" = 0));

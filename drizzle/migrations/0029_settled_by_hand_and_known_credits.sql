DROP INDEX "period_adjustments_attention_index";--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD COLUMN "known_credits" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD COLUMN "closed_by" text;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD COLUMN "closed_reason" text;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD COLUMN "closed_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "period_adjustments_closed_index" ON "period_adjustments" USING btree ("closed_at" DESC NULLS LAST) WHERE closed_at is not null;--> statement-breakpoint
CREATE INDEX "period_adjustments_attention_index" ON "period_adjustments" USING btree ("created_at") WHERE (status in ('unbillable', 'failed') or reason = 'capped') and closed_at is null;--> statement-breakpoint
ALTER TABLE "period_adjustments" ADD CONSTRAINT "period_adjustments_closed_by_somebody" CHECK (("period_adjustments"."closed_at" is null) = ("period_adjustments"."closed_by" is null) and ("period_adjustments"."closed_at" is null) = ("period_adjustments"."closed_reason" is null) and ("period_adjustments"."closed_at" is not null or "period_adjustments"."closed_minor" = 0));--> statement-breakpoint
-- Fails the transaction of a reading whose object was written under another lease since it was read: it is older.
CREATE FUNCTION refuse_outdated_reading(p_subject text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a newer reading of % stands', p_subject USING ERRCODE = 'BL002';
END
$$;

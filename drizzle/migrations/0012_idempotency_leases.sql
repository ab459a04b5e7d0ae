ALTER TABLE "billing_idempotency" ALTER COLUMN "response_body" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "billing_idempotency" ADD COLUMN "response_headers" jsonb;--> statement-breakpoint
ALTER TABLE "billing_idempotency" ADD COLUMN "lease_token" uuid;--> statement-breakpoint
ALTER TABLE "billing_idempotency" ADD CONSTRAINT "billing_idempotency_state_known" CHECK ("billing_idempotency"."state" in ('working', 'done'));--> statement-breakpoint
ALTER TABLE "billing_idempotency" ADD CONSTRAINT "billing_idempotency_answer_when_done" CHECK (("billing_idempotency"."state" = 'done') = ("billing_idempotency"."response_status" is not null and "billing_idempotency"."response_body" is not null));
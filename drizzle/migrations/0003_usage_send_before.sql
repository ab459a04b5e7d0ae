ALTER TABLE "usage_outbox" ADD COLUMN "send_before" timestamp (3) with time zone;--> statement-breakpoint
ALTER POLICY "sync_watermarks_read" ON "sync_watermarks" TO billing_app USING (true);
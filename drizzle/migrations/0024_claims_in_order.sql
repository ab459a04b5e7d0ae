DROP INDEX "usage_outbox_due_index";--> statement-breakpoint
CREATE INDEX "usage_outbox_due_index" ON "usage_outbox" USING btree ("run_after","hour","identifier") WHERE status = 'pending';
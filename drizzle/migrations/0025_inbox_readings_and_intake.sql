CREATE SEQUENCE "public"."queue_places" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
-- All that stands in the queue already was stored before any place was drawn, and the table is not rewritten for it.
ALTER TABLE "events" ADD COLUMN "place" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ALTER COLUMN "place" SET DEFAULT nextval('queue_places');--> statement-breakpoint
ALTER TABLE "object_leases" ADD COLUMN "read_from" bigint;--> statement-breakpoint
-- With a place, the lease's end also says that what was written came from a reading that began there.
DROP FUNCTION release_object_lease(text, uuid, timestamptz);--> statement-breakpoint
CREATE FUNCTION release_object_lease(p_subject text, p_token uuid, p_now timestamptz, p_read_from bigint DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE object_leases
     SET lease_token = NULL, lease_until = NULL, synced_at = p_now, read_from = coalesce(p_read_from, read_from)
   WHERE subject = p_subject AND lease_token = p_token;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the lease on % was lost', p_subject USING ERRCODE = 'BL001';
  END IF;
END
$$;
--> statement-breakpoint
-- Stores a webhook event and queues its work, as the system whoever calls: neither without the other, each once. Says
-- whether the event was new. A function, because its plans are kept by the connection, where a statement is planned anew.
CREATE FUNCTION store_stripe_event(
  p_id uuid, p_stripe_event_id text, p_type text, p_api_version text, p_livemode boolean, p_object_type text,
  p_object_id text, p_stripe_customer_id text, p_payload jsonb, p_stripe_created_at timestamptz,
  p_received_at timestamptz, p_work_id uuid, p_kind text, p_subject text, p_work jsonb, p_status text, p_outcome text,
  p_finished_at timestamptz
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  scope_before text := coalesce(current_setting('app.scope', true), '');
  is_new boolean;
BEGIN
  PERFORM set_config('app.scope', 'system', true);
  INSERT INTO stripe_webhook_events
    (id, stripe_event_id, type, api_version, livemode, object_type, object_id, stripe_customer_id, payload,
     stripe_created_at, received_at)
  VALUES
    (p_id, p_stripe_event_id, p_type, p_api_version, p_livemode, p_object_type, p_object_id, p_stripe_customer_id,
     p_payload, p_stripe_created_at, p_received_at)
  ON CONFLICT (stripe_event_id) DO NOTHING;
  is_new := FOUND;
  IF is_new THEN
    INSERT INTO events
      (id, kind, subject, dedupe_key, payload, status, outcome, run_after, created_at, finished_at)
    VALUES
      (p_work_id, p_kind, p_subject, p_stripe_event_id, p_work, p_status, p_outcome, p_received_at, p_received_at,
       p_finished_at)
    ON CONFLICT (dedupe_key) DO NOTHING;
    is_new := FOUND;
  END IF;
  PERFORM set_config('app.scope', scope_before, true);
  RETURN is_new;
END
$$;

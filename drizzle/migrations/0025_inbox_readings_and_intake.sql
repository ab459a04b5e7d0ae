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

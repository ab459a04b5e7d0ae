-- Ends a lease inside the transaction of what was written under it. A lease that was taken over in the meantime fails
-- that whole transaction, so that an older reading of a Stripe object never overwrites a newer one.
CREATE FUNCTION release_object_lease(p_subject text, p_token uuid, p_now timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE object_leases
     SET lease_token = NULL, lease_until = NULL, synced_at = p_now
   WHERE subject = p_subject AND lease_token = p_token;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the lease on % was lost', p_subject USING ERRCODE = 'BL001';
  END IF;
END
$$;

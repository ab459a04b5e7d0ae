-- Stores the answer of a request inside the transaction of its effect. A key that a repeat has taken over in the
-- meantime fails that whole transaction, so that the effect is never done twice.
CREATE FUNCTION complete_idempotency(
  p_scope text, p_key text, p_token uuid, p_status integer, p_headers jsonb, p_body text
) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE billing_idempotency
     SET state = 'done', response_status = p_status, response_headers = p_headers, response_body = p_body,
         locked_until = NULL
   WHERE scope = p_scope AND key = p_key AND lease_token = p_token AND state = 'working';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the idempotency key was taken over' USING ERRCODE = 'BL002';
  END IF;
END
$$;

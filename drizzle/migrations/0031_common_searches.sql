CREATE OR REPLACE FUNCTION search_customers(p_text text, p_pattern text, p_uuid uuid, p_limit integer)
RETURNS TABLE (customer_id uuid, rank integer)
-- An index reads what a text holds, whatever PostgreSQL guesses of how rare it is: a guess too high reads the table.
LANGUAGE sql STABLE SECURITY DEFINER ROWS 25 SET search_path = public, pg_temp SET enable_seqscan = off AS $$
  WITH sure (id, rank) AS MATERIALIZED (
    SELECT id, 0 FROM customers WHERE id = p_uuid
    UNION ALL
    SELECT id, 0 FROM customers WHERE stripe_customer_id = p_text
    UNION ALL
    SELECT customer_id, 0 FROM subscriptions WHERE stripe_subscription_id = p_text OR id = p_uuid
    UNION ALL
    SELECT customer_id, 0 FROM invoices WHERE stripe_invoice_id = p_text OR id = p_uuid
    UNION ALL
    (SELECT customer_id, CASE upper(number) WHEN upper(p_text) THEN 0 ELSE 3 END FROM invoices
      WHERE upper(number) COLLATE "C" >= upper(p_text) AND upper(number) COLLATE "C" < upper(p_text) || chr(1114111)
      ORDER BY upper(number) COLLATE "C" LIMIT p_limit)
    UNION ALL
    (SELECT id, 1 FROM customers
      WHERE lower(name) COLLATE "C" >= lower(p_text) AND lower(name) COLLATE "C" < lower(p_text) || chr(1114111)
      ORDER BY lower(name) COLLATE "C" LIMIT p_limit)
    UNION ALL
    (SELECT id, 2 FROM customers
      WHERE lower(email) COLLATE "C" >= lower(p_text) AND lower(email) COLLATE "C" < lower(p_text) || chr(1114111)
      ORDER BY lower(email) COLLATE "C" LIMIT p_limit)
  ), common (id) AS MATERIALIZED (
    -- A text that many hold is found among the first by name; the trigrams of all of them would be read for it otherwise.
    SELECT id FROM (SELECT id, name, email FROM customers ORDER BY lower(name) COLLATE "C" LIMIT 1000) AS first
     WHERE (SELECT count(DISTINCT id) FROM sure) < p_limit AND (name || ' ' || email) ILIKE p_pattern LIMIT p_limit
  ), known (number) AS MATERIALIZED (
    SELECT count(*) FROM (SELECT id FROM sure UNION SELECT id FROM common) AS ids
  ), hit (id, rank) AS (
    SELECT id, rank FROM sure
    UNION ALL
    SELECT id, 4 FROM common
    -- What holds the text comes last, so it is only looked for where what begins with it leaves room.
    UNION ALL
    (SELECT id, 4 FROM customers
      WHERE (SELECT number FROM known) < p_limit AND (name || ' ' || email) ILIKE p_pattern LIMIT p_limit)
    UNION ALL
    (SELECT id, 4 FROM customers
      WHERE (SELECT number FROM known) < p_limit AND wide_parts(name) @> ARRAY[lower(p_text)] LIMIT p_limit)
  )
  SELECT hit.id, min(hit.rank)
    FROM hit
   WHERE (SELECT current_setting('app.scope', true)) IN ('staff', 'system')
   GROUP BY hit.id
   ORDER BY min(hit.rank)
   LIMIT p_limit
$$;

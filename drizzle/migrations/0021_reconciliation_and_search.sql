ALTER TABLE "reconciliation_shards" ADD COLUMN "foreign_objects" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "usage_outbox_refused_index" ON "usage_outbox" USING btree ("customer_id","metric","hour") WHERE status = 'failed';--> statement-breakpoint
-- Trigrams know no text of one or two letters inside a word, and Chinese and Japanese names set no spaces between words:
-- their letters and pairs of letters are indexed by themselves. Latin ones are found as beginnings of words.
CREATE FUNCTION wide_parts(p_text text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT part), '{}')
    FROM generate_series(1, length(p_text)) AS first, generate_series(1, 2) AS letters,
      substr(lower(p_text), first, letters) AS part
   WHERE length(part) = letters AND octet_length(part) > letters
$$;
--> statement-breakpoint
CREATE INDEX customers_wide_parts_index ON customers USING gin (wide_parts(name));
--> statement-breakpoint
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
  ), hit (id, rank) AS (
    SELECT id, rank FROM sure
    -- What holds the text comes last, so it is only looked for where what begins with it leaves room.
    UNION ALL
    (SELECT id, 4 FROM customers
      WHERE (SELECT count(DISTINCT id) FROM sure) < p_limit AND (name || ' ' || email) ILIKE p_pattern LIMIT p_limit)
    UNION ALL
    (SELECT id, 4 FROM customers
      WHERE (SELECT count(DISTINCT id) FROM sure) < p_limit AND wide_parts(name) @> ARRAY[lower(p_text)] LIMIT p_limit)
  )
  SELECT hit.id, min(hit.rank)
    FROM hit
   WHERE (SELECT current_setting('app.scope', true)) IN ('staff', 'system')
   GROUP BY hit.id
   ORDER BY min(hit.rank)
   LIMIT p_limit
$$;

CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE INDEX customers_text_index ON customers USING gin ((name || ' ' || email) gin_trgm_ops);
--> statement-breakpoint
-- Row-level security keeps LIKE and lower() from reading an index, because they might leak what they see before the
-- policy has judged the row. These two judge first, by the same setting, and read as the owner: ids, nothing else.
CREATE FUNCTION search_customers(p_text text, p_pattern text, p_uuid uuid, p_limit integer)
RETURNS TABLE (customer_id uuid, rank integer)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 25 SET search_path = public, pg_temp AS $$
  SELECT hit.id, min(hit.rank)
    FROM (
      SELECT id, 0 AS rank FROM customers WHERE id = p_uuid
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
      UNION ALL
      (SELECT id, 4 FROM customers WHERE (name || ' ' || email) ILIKE p_pattern LIMIT p_limit)
    ) AS hit (id, rank)
   WHERE (SELECT current_setting('app.scope', true)) IN ('staff', 'system')
   GROUP BY hit.id
   ORDER BY min(hit.rank)
   LIMIT p_limit
$$;
--> statement-breakpoint
CREATE FUNCTION list_customers(p_after_name text, p_after_id uuid, p_limit integer)
RETURNS TABLE (customer_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 25 SET search_path = public, pg_temp AS $$
  SELECT id FROM customers
   WHERE (SELECT current_setting('app.scope', true)) IN ('staff', 'system')
     AND (lower(name) COLLATE "C", id) > (lower(p_after_name), p_after_id)
   ORDER BY lower(name) COLLATE "C", id
   LIMIT p_limit
$$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION search_customers, list_customers FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION search_customers, list_customers TO billing_app;

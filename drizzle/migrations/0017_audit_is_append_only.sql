-- The trail and its seals are only added to: the Workers' role lacks the privileges, and the owner, who has them, is
-- refused by triggers unless it says in its transaction that it means it (SET LOCAL app.audit_maintenance = 'on').
REVOKE UPDATE, DELETE, TRUNCATE ON billing_audit_chain, billing_audit_seals FROM billing_app;
--> statement-breakpoint
CREATE FUNCTION refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('app.audit_maintenance', true) = 'on' THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'BL003';
END
$$;
--> statement-breakpoint
CREATE TRIGGER billing_audit_append_only BEFORE UPDATE OR DELETE ON billing_audit
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER billing_audit_no_truncate BEFORE TRUNCATE ON billing_audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER billing_audit_chain_append_only BEFORE UPDATE OR DELETE ON billing_audit_chain
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER billing_audit_chain_no_truncate BEFORE TRUNCATE ON billing_audit_chain
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER billing_audit_seals_append_only BEFORE UPDATE OR DELETE ON billing_audit_seals
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
CREATE TRIGGER billing_audit_seals_no_truncate BEFORE TRUNCATE ON billing_audit_seals
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint
-- A writer has its transaction id before it takes a number from the identity. Sealing relies on it: whoever holds a
-- number at or below one that is visible is older than a transaction id taken afterwards.
CREATE FUNCTION begin_audit_write() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_current_xact_id();
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER billing_audit_begin_write BEFORE INSERT ON billing_audit
FOR EACH STATEMENT EXECUTE FUNCTION begin_audit_write();
--> statement-breakpoint
CREATE FUNCTION audit_chain_link(p_previous bytea, p_item bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN sha256(p_previous || p_item);
--> statement-breakpoint
-- As a window function: the first item is the hash to go on from, each further one is linked to all before it.
CREATE AGGREGATE audit_chain (bytea) (SFUNC = audit_chain_link, STYPE = bytea);

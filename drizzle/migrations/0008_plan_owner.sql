-- What hangs on a customer's own plan version belongs to that customer: row-level security reads it from the row itself,
-- and no statement that writes prices can leave it out.
CREATE FUNCTION inherit_plan_owner() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.customer_id := (SELECT v.customer_id FROM plan_versions v WHERE v.id = NEW.plan_version_id);
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER plan_prices_owner BEFORE INSERT OR UPDATE OF plan_version_id, customer_id ON plan_prices
  FOR EACH ROW EXECUTE FUNCTION inherit_plan_owner();
--> statement-breakpoint
CREATE TRIGGER plan_commitments_owner BEFORE INSERT OR UPDATE OF plan_version_id, customer_id ON plan_commitments
  FOR EACH ROW EXECUTE FUNCTION inherit_plan_owner();
--> statement-breakpoint
CREATE FUNCTION inherit_price_owner() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  NEW.customer_id := (SELECT p.customer_id FROM plan_prices p WHERE p.id = NEW.plan_price_id);
  RETURN NEW;
END
$$;
--> statement-breakpoint
CREATE TRIGGER plan_price_tiers_owner BEFORE INSERT OR UPDATE OF plan_price_id, customer_id ON plan_price_tiers
  FOR EACH ROW EXECUTE FUNCTION inherit_price_owner();

import { WORKERS_ROLE, withClient } from './provision.ts';

/**
 * The analytics store that production reads from a replica. It takes whatever the ad servers wrote, wrong rows
 * included: judging them is the sync's work. `source` keeps the demo's traffic off rows that were set by hand.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS usage_hourly_source (
    customer_id uuid NOT NULL,
    metric text NOT NULL,
    hour timestamptz NOT NULL,
    quantity numeric NOT NULL,
    updated_at timestamptz NOT NULL,
    source text NOT NULL,
    CONSTRAINT usage_hourly_source_pkey PRIMARY KEY (customer_id, metric, hour),
    CONSTRAINT usage_hourly_source_source_known CHECK (source IN ('generated', 'manual'))
  );
  CREATE INDEX IF NOT EXISTS usage_hourly_source_updated_at_index
    ON usage_hourly_source (updated_at, customer_id, metric, hour);
  CREATE OR REPLACE VIEW billing_usage_hourly AS
    SELECT customer_id, metric, hour, quantity, updated_at FROM usage_hourly_source;
  GRANT USAGE ON SCHEMA public TO ${WORKERS_ROLE};
  GRANT SELECT ON billing_usage_hourly TO ${WORKERS_ROLE};
`;

export async function createAnalyticsSource(replicaOwnerUrl: string): Promise<void> {
  await withClient(replicaOwnerUrl, (client) => client.query(SCHEMA));
}

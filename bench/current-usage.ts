import { scopeStatement } from '../app/db/client.ts';
import { selectPeriodUsage } from '../app/services/usage/current/select-period-usage.ts';
import { withClient } from '../dev/postgres/provision.ts';
import { startServices } from '../dev/testing/start-services.ts';
import { fillUsage, run, spentMs } from './current-usage-rows.ts';
import { atMost, type BenchResult, figure, percentile } from './result.ts';

/** `BENCH_USAGE_ROWS=10000000` is what is promised; filling that takes some minutes. */
const ROWS = Number(process.env.BENCH_USAGE_ROWS ?? 1_000_000);
const NOW = new Date('2026-04-09T12:05:00.000Z');
const READS = 50;

/** What `/usage/current` costs the database, uncached, where a customer's hours are among millions. */
export async function benchCurrentUsage(): Promise<BenchResult[]> {
  const services = await startServices();
  try {
    const customerId = await fillUsage(services, ROWS, NOW);
    const input = { customerId, now: NOW };
    const statement = selectPeriodUsage(input);
    const { spent, waited } = await withClient(services.postgres.appUrl, async (client) => {
      const reads = { spent: [] as number[], waited: [] as number[] };
      for (let read = 0; read < READS; read += 1) {
        await client.query('BEGIN');
        await run(client, scopeStatement({ kind: 'tenant', customerId }));
        reads.spent.push(await spentMs(client, statement));
        const askedAt = performance.now();
        await run(client, statement);
        reads.waited.push(performance.now() - askedAt);
        await client.query('COMMIT');
      }
      for (const times of Object.values(reads)) times.sort((a, b) => a - b);
      return reads;
    });
    const among = `among ${ROWS.toLocaleString('en-US')} hours`;
    return [
      atMost(`/usage/current, database time ${among}: p50`, percentile(spent, 0.5), 'ms', 3),
      figure(`/usage/current, database time ${among}: p95`, percentile(spent, 0.95), 'ms'),
      figure(
        'the same asked and answered, its text parsed and its row read: p50',
        percentile(waited, 0.5),
        'ms',
      ),
    ];
  } finally {
    await services.stop();
  }
}

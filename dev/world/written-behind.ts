import pg from 'pg';
import type { Parts } from './start-parts.ts';

/**
 * Runs `work` without waiting for the disk after each write: for a history that is made anew when it is cut off.
 * Everything is on disk when it resolves.
 */
export async function writtenBehind(
  { postgres, stripe }: Pick<Parts, 'postgres' | 'stripe'>,
  work: () => Promise<void>,
): Promise<void> {
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  // A history that is interrupted loses its database first; what waits for an answer says so itself.
  admin.on('error', () => undefined);
  await admin.connect();
  try {
    await stripe.setWriteBehind(true);
    await admin.query('alter system set synchronous_commit = off');
    await admin.query('select pg_reload_conf()');
    await work();
    await stripe.setWriteBehind(false);
    await admin.query('alter system reset synchronous_commit');
    await admin.query('select pg_reload_conf()');
    await admin.query('checkpoint');
  } finally {
    await admin.end();
  }
}

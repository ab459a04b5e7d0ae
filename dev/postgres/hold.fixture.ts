import { startPostgres } from './main.ts';

/** A dev process for the tests to kill: starts PostgreSQL, says so, and stays. */
async function hold(): Promise<void> {
  const [dataDir = '', port = '0'] = process.argv.slice(2);
  await startPostgres({ dataDir, port: Number(port), durable: false });
  process.stdout.write('ready\n');
  setInterval(() => undefined, 60_000);
}

await hold();

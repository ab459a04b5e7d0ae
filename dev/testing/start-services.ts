import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NeonProxy, startNeonProxy } from '../neon-proxy/main.ts';
import { type LocalPostgres, startPostgres } from '../postgres/main.ts';

export interface Services {
  postgres: LocalPostgres;
  proxy: NeonProxy;
  stop(): Promise<void>;
}

/** PostgreSQL in a folder that is thrown away, and the Neon proxy in front of it. */
export async function startServices(): Promise<Services> {
  const dataDir = await mkdtemp(join(tmpdir(), 'apexmediation-test-'));
  const postgres = await startPostgres({ dataDir, port: 0, durable: false });
  const proxy = await startNeonProxy({ postgres });
  return {
    postgres,
    proxy,
    async stop() {
      await proxy.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pickFreePort } from '../../dev/postgres/free-port.ts';

const CONNECTIONS = 20;

/**
 * PgBouncer in front of PostgreSQL, from `PGBOUNCER_PATH` or the path: a Worker opens a connection a request, which
 * without a pooler would measure PostgreSQL's forking. Null when there is none.
 */
export async function startPooler(url: URL): Promise<{ url: string; stop(): Promise<void> } | null> {
  const command = process.env.PGBOUNCER_PATH ?? 'pgbouncer';
  if (spawnSync(command, ['--version']).status !== 0) return null;
  const folder = await mkdtemp(join(tmpdir(), 'bench-pooler-'));
  await chmod(folder, 0o755);
  const port = await pickFreePort();
  const { hostname, port: upstream, username, password, pathname } = url;
  const config = [
    '[databases]',
    `${pathname.slice(1)} = host=${hostname} port=${upstream} user=${username} password=${password}`,
    '[pgbouncer]',
    `listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =`,
    'auth_type = any\npool_mode = transaction\nmax_client_conn = 500',
    `default_pool_size = ${CONNECTIONS}\nlog_connections = 0\nlog_disconnections = 0`,
  ].join('\n');
  await writeFile(join(folder, 'pgbouncer.ini'), config);
  const asUser = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn(command, ['-q', ...asUser, join(folder, 'pgbouncer.ini')], { stdio: 'ignore' });
  await untilListening(port);
  return {
    url: `postgres://${username}:${password}@127.0.0.1:${port}${pathname}`,
    async stop() {
      child.kill('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const listens = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (listens) return;
    await delay(50);
  }
  throw new Error('the pooler does not listen');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClusterPlace, clusterFolder, dataArgument } from './cluster.ts';
import { serverEnvironment } from './run.ts';
import { StartError } from './start-error.ts';
import { OWNER_SETTING } from './takeover.ts';

const READY_WITHIN_MS = 60_000;
const POLL_MS = 10;

export interface ServerOptions extends ClusterPlace {
  port: number;
  /** False only for data that is thrown away: commits then survive a crash of the server but not of the machine. */
  durable: boolean;
}

export interface Server {
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<Server> {
  const folder = clusterFolder(options.dataDir);
  const logPath = join(options.dataDir, 'postgres.log');
  const log = await open(logPath, 'w');
  // Its own process group: a Ctrl-C in the terminal is for the dev process, which stops the database last.
  const child = spawn(join(options.installation, 'bin/postgres'), serverArguments(folder, options), {
    ...options.user,
    cwd: folder,
    env: serverEnvironment(),
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', () => undefined);
  await log.close();
  const stopWithUs = () => child.kill('SIGINT');
  process.once('exit', stopWithUs);
  if (!(await becomesReady(child, folder))) {
    child.kill('SIGKILL');
    throw new StartError(`PostgreSQL did not start on port ${options.port}: ${await lastComplaint(logPath)}`);
  }
  return {
    async stop() {
      process.off('exit', stopWithUs);
      child.kill('SIGINT');
      await exited;
    },
  };
}

function serverArguments(folder: string, { port, durable, user }: ServerOptions): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 150,
    timezone: 'UTC',
    log_timezone: 'UTC',
    shared_buffers: '128MB',
    max_wal_size: '512MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    jit: 'off',
    // The driver hashes in JavaScript, 4096 times by default, at every new WebSocket: 0.1 s for a known password.
    scram_iterations: 1,
    fsync: durable ? 'on' : 'off',
    [OWNER_SETTING]: process.pid,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', dataArgument(folder, user), ...flags];
}

/** The server writes its state into the last line of its lock file, also while it recovers from a crash. */
async function becomesReady(child: ChildProcess, folder: string): Promise<boolean> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false;
    const [pid, , , , , , , state] = await lockFile(folder);
    if (Number(pid) === child.pid && state?.trim() === 'ready') return true;
    await delay(POLL_MS);
  }
  return false;
}

async function lockFile(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  return text.split('\n');
}

async function lastComplaint(logPath: string): Promise<string> {
  const lines = (await readFile(logPath, 'utf8')).split('\n');
  const complaints = lines.filter((line) => /FATAL|ERROR|PANIC|could not|error while/.test(line));
  return complaints.at(0) ?? `see ${logPath}`;
}

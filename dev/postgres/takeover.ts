import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../world/processes.ts';
import { clusterFolder } from './cluster.ts';
import { StartError } from './start-error.ts';

const FAST_SHUTDOWN_MS = 10_000;
const POLL_MS = 20;

/** The setting by which a server tells whose it is; a name with a dot is free for anybody's use. */
export const OWNER_SETTING = 'apexmediation.owner_pid';

interface ServerProcess {
  pid: number;
  parentPid: number;
  ownerPid: number | undefined;
}

/**
 * Stops the server that a killed dev process left running in this `DATA_DIR`, also when the folder was deleted under
 * it. A server whose dev process lives is left alone: that is a second start on the same folder, and it is refused.
 */
export async function takeOver(dataDir: string): Promise<void> {
  const found = await findServerProcesses(dataDir);
  const pids = new Set(found.map(({ pid }) => pid));
  for (const postmaster of found.filter(({ parentPid }) => !pids.has(parentPid))) {
    if (postmaster.ownerPid !== undefined && postmaster.ownerPid === postmaster.parentPid) {
      throw new StartError(
        `DATA_DIR ${dataDir} is in use by process ${postmaster.ownerPid}: stop it, or set another DATA_DIR.`,
      );
    }
    await stopProcess(postmaster.pid);
  }
}

async function stopProcess(pid: number): Promise<void> {
  const gone = await signalUntilGone(pid, 'SIGINT', FAST_SHUTDOWN_MS);
  if (!gone && !(await signalUntilGone(pid, 'SIGKILL', FAST_SHUTDOWN_MS))) {
    throw new StartError(`PostgreSQL process ${pid}, left by an earlier run, does not end: stop it by hand.`);
  }
}

async function signalUntilGone(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  if (!send(pid, signal)) return true;
  while (performance.now() < deadline) {
    if (!isRunning(pid)) return true;
    await delay(POLL_MS);
  }
  return false;
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function findServerProcesses(dataDir: string): Promise<ServerProcess[]> {
  const folder = await realpath(dataDir).then(clusterFolder);
  return process.platform === 'linux' ? findByWorkingFolder(folder) : findByPidFile(folder);
}

/** A server's working folder is its data folder, whether or not its files are still there. */
async function findByWorkingFolder(folder: string): Promise<ServerProcess[]> {
  const entries = await readdir('/proc');
  const candidates = entries.filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    candidates.map((name) => readServerProcess(name, folder).catch(() => undefined)),
  );
  return found.filter((server) => server !== undefined);
}

async function readServerProcess(name: string, folder: string): Promise<ServerProcess | undefined> {
  const cwd = await readlink(join('/proc', name, 'cwd'));
  if (cwd !== folder && cwd !== `${folder} (deleted)`) return undefined;
  const [status, commandLine] = await Promise.all([
    readFile(join('/proc', name, 'status'), 'utf8'),
    readFile(join('/proc', name, 'cmdline'), 'utf8'),
  ]);
  if (!/^Name:\s*postgres$/m.test(status)) return undefined;
  const owner = new RegExp(`${OWNER_SETTING}=(\\d+)`).exec(commandLine)?.[1];
  return {
    pid: Number(name),
    parentPid: Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]),
    ownerPid: owner === undefined ? undefined : Number(owner),
  };
}

/** Where there is no /proc: the server's own lock file, whose process is stopped when its dev process is gone. */
async function findByPidFile(folder: string): Promise<ServerProcess[]> {
  const [pid, owner] = await Promise.all([
    readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => ''),
    readFile(join(folder, 'postmaster.opts'), 'utf8').catch(() => ''),
  ]);
  const postmaster = Number.parseInt(pid, 10);
  if (!Number.isInteger(postmaster) || !isRunning(postmaster)) return [];
  const ownerPid = Number(new RegExp(`${OWNER_SETTING}=(\\d+)`).exec(owner)?.[1]);
  const ownerLives = Number.isInteger(ownerPid) && isRunning(ownerPid);
  return [{ pid: postmaster, parentPid: ownerLives ? ownerPid : 1, ownerPid }];
}

import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../postgres/start-error.ts';
import { launchersOf } from './launchers.ts';
import { childPids, commandOf, endProcess } from './processes.ts';

export const CLAIM_FILE = 'world.json';
const TAKEOVER_GRACE_MS = 10_000;

const claimSchema = z.object({
  pid: z.number(),
  /** The npm and shell this world was started from; with one of them gone it was left running by accident. */
  launchers: z.array(z.number()),
  workerd: z.array(z.number()),
});
type Claim = z.infer<typeof claimSchema>;

/** This process's hold on a data directory. */
export interface DataDirClaim {
  /** Notes the workerd processes started since, so that the next start can end them if this one cannot. */
  noteChildren(): void;
  release(): void;
}

/**
 * Makes the directory and takes it. What a killed world left running is ended first; one that is alive and attended
 * keeps its directory, and starting on it again is refused.
 */
export async function claimDataDir(dataDir: string): Promise<DataDirClaim> {
  const file = join(dataDir, CLAIM_FILE);
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    writeFileSync(`${file}.new`, '');
    rmSync(`${file}.new`);
  } catch (error) {
    throw new StartError(
      `DATA_DIR ${dataDir} cannot be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`,
    );
  }
  const previous = readClaim(file);
  if (previous !== undefined) await endLeftovers(previous, dataDir);

  const claim: Claim = { pid: process.pid, launchers: launchersOf(process.pid), workerd: [] };
  function write(): void {
    writeFileSync(`${file}.new`, JSON.stringify(claim));
    renameSync(`${file}.new`, file);
  }
  write();
  return {
    noteChildren() {
      claim.workerd = childPids().filter(isWorkerd);
      write();
    },
    release() {
      rmSync(file, { force: true });
    },
  };
}

/** One level at a time: Node's own recursive mkdir never returns where a parent cannot take folders, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

async function endLeftovers(previous: Claim, dataDir: string): Promise<void> {
  if (previous.pid !== process.pid && isWorld(previous.pid)) {
    if (previous.launchers.every((pid) => commandOf(pid) !== undefined)) {
      throw new StartError(
        `DATA_DIR ${dataDir} is in use by process ${previous.pid}; stop it, or set DATA_DIR to another folder.`,
      );
    }
    await endProcess(previous.pid, TAKEOVER_GRACE_MS);
  }
  for (const pid of previous.workerd) {
    if (isWorkerd(pid)) await endProcess(pid, 0);
  }
}

function isWorld(pid: number): boolean {
  return commandOf(pid)?.includes('dev/main.ts') ?? false;
}

function isWorkerd(pid: number): boolean {
  return /(^|\/)workerd\b.* serve /.test(commandOf(pid) ?? '');
}

function readClaim(file: string): Claim | undefined {
  try {
    return claimSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

import { constants } from 'node:fs';
import { access, chown, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Installation } from './binaries.ts';
import { run } from './run.ts';
import type { ServerUser } from './server-user.ts';
import { StartError } from './start-error.ts';

export const SUPERUSER = 'postgres';
export const PASSWORD = 'dev';

export interface ClusterPlace {
  dataDir: string;
  installation: Installation;
  user: ServerUser | undefined;
}

/** Where the cluster lies inside `DATA_DIR`; deleting `DATA_DIR` deletes it and nothing else remembers it. */
export function clusterFolder(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/**
 * How the server is told its own folder. As root's helper user it may not be able to walk the path to it, but it is
 * started inside it, and `/proc/self/cwd` leads there without walking.
 */
export function dataArgument(folder: string, user: ServerUser | undefined): string {
  return user ? '/proc/self/cwd' : folder;
}

export async function requireWritable(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
    await access(dataDir, constants.W_OK | constants.X_OK);
    const probe = join(dataDir, `.write-probe-${process.pid}`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartError(
      `DATA_DIR ${dataDir} cannot be written (${code}): set DATA_DIR to a folder you own.`,
      {
        cause: error,
      },
    );
  }
}

/** A cluster runs as whoever owns it, so one made by an ordinary user also starts for root. Undefined: there is none. */
export async function clusterOwner(dataDir: string): Promise<ServerUser | undefined> {
  const stats = await stat(clusterFolder(dataDir)).catch(() => undefined);
  if (!stats || stats.uid === 0) return undefined;
  const self = process.getuid?.() ?? stats.uid;
  if (self !== 0 && self !== stats.uid) {
    throw new StartError(
      `DATA_DIR ${dataDir} holds the data of another user: set DATA_DIR to another folder.`,
    );
  }
  return self === 0 ? { uid: stats.uid, gid: stats.gid } : undefined;
}

/** Makes the cluster when there is none; under a temporary name first, so that one cut short is never started. */
export async function ensureCluster(place: ClusterPlace): Promise<void> {
  const folder = clusterFolder(place.dataDir);
  if (await exists(join(folder, 'PG_VERSION'))) return;
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await giveTo(draft, place.user);
  await initialise(draft, place);
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}

async function initialise(folder: string, { dataDir, installation, user }: ClusterPlace): Promise<void> {
  const passwordPath = join(dataDir, '.postgres-password');
  await writeFile(passwordPath, `${PASSWORD}\n`, { mode: 0o600 });
  await giveTo(passwordPath, user);
  const passwordFile = await open(passwordPath, 'r');
  try {
    await run(
      join(installation, 'bin/initdb'),
      [
        `--pgdata=${dataArgument(folder, user)}`,
        `--username=${SUPERUSER}`,
        '--pwfile=/dev/stdin',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
        '--no-sync',
      ],
      { cwd: folder, user, stdin: passwordFile.fd },
    );
  } catch (error) {
    throw new StartError(`PostgreSQL could not be set up in ${dataDir}: ${lastLine(error)}`, {
      cause: error,
    });
  } finally {
    await passwordFile.close();
    await rm(passwordPath, { force: true });
  }
}

async function giveTo(path: string, user: ServerUser | undefined): Promise<void> {
  if (!user) return;
  try {
    await chown(path, user.uid, user.gid);
  } catch (error) {
    throw new StartError(`DATA_DIR cannot hold PostgreSQL: ${lastLine(error)}`, { cause: error });
  }
}

/** Node's own recursive mkdir never returns where the file system refuses with ENOENT, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path);
  if (parent !== path && !(await exists(parent))) await makeFolder(parent);
  await mkdir(path).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function lastLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? '';
}

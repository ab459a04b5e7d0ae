import { spawn } from 'node:child_process';
import type { ServerUser } from './server-user.ts';

interface RunOptions {
  cwd?: string;
  user: ServerUser | undefined;
  /** A file descriptor to read standard input from. */
  stdin?: number;
}

/** Runs a program to its end as the server's user; rejects with what it wrote to standard error. */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...options.user,
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: serverEnvironment(),
      stdio: [options.stdin ?? 'ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      complaint += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${code ?? signal}: ${complaint.trim()}`));
    });
  });
}

export async function canRun(program: string, args: readonly string[], user: ServerUser): Promise<boolean> {
  return run(program, args, { user, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

/** PG* variables of the developer's own PostgreSQL must not steer this one. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', TZ: 'UTC' };
}

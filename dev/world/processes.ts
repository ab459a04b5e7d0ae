import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 20;
const KILL_GRACE_MS = 5_000;

/** The command line of a running process; undefined when there is none. */
export function commandOf(pid: number): string | undefined {
  if (existsSync('/proc/self/cmdline')) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return command === '' ? undefined : command;
    } catch {
      return undefined;
    }
  }
  try {
    return (
      execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

export function parentOf(pid: number): number | undefined {
  if (existsSync('/proc/self/status')) {
    try {
      const match = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      return match?.[1] === undefined ? undefined : Number(match[1]);
    } catch {
      return undefined;
    }
  }
  try {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' })) || undefined;
  } catch {
    return undefined;
  }
}

/** The direct children of this process. */
export function childPids(): number[] {
  const file = `/proc/self/task/${process.pid}/children`;
  try {
    const text = existsSync(file)
      ? readFileSync(file, 'utf8')
      : execFileSync('pgrep', ['-P', String(process.pid)], { encoding: 'utf8' });
    return text.split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Asks a process to end, makes it end when it has not by `graceMs`, and waits until it is gone. */
export async function endProcess(pid: number, graceMs: number): Promise<void> {
  if (!signal(pid, 'SIGTERM') || (await isGone(pid, graceMs))) return;
  signal(pid, 'SIGKILL');
  await isGone(pid, KILL_GRACE_MS);
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isRunning(pid)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

/**
 * An ending process loses its command line before its ports, and keeps them until its last thread is gone. A zombie of
 * one thread has lost everything; nobody may be there to reap it.
 */
export function isRunning(pid: number): boolean {
  if (!existsSync('/proc/self/status')) return commandOf(pid) !== undefined;
  try {
    const isEnded = /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return !isEnded || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

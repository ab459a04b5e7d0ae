import { commandOf, parentOf } from './processes.ts';

const POLL_MS = 1_000;

/** The processes that stand for whoever started this one: its parent, and beyond a shell that runs one command, its. */
export function launchersOf(pid: number): number[] {
  const launchers: number[] = [];
  let parent = parentOf(pid);
  while (parent !== undefined && parent > 1) {
    launchers.push(parent);
    if (!isOneCommandShell(commandOf(parent) ?? '')) break;
    parent = parentOf(parent);
  }
  return launchers;
}

/**
 * Calls back once the npm that started this process is gone: killed with no chance to pass the signal on. A process
 * that was started without npm may outlive its shell, as in `nohup … &`.
 */
export function onAbandoned(abandoned: () => void): void {
  const launchers = launchersOf(process.pid);
  if (!launchers.some((pid) => isNpm(commandOf(pid) ?? ''))) return;
  const timer = setInterval(() => {
    if (launchers.every((pid) => commandOf(pid) !== undefined)) return;
    clearInterval(timer);
    abandoned();
  }, POLL_MS);
  timer.unref();
}

function isOneCommandShell(command: string): boolean {
  return /^(\/\S*\/)?(sh|dash|bash) (-\w+ )*-c /.test(command);
}

function isNpm(command: string): boolean {
  return /(^|\/)(npm|npx|npm-cli\.js)( |$)/.test(command);
}

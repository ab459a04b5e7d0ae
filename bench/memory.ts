import { readdir, readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process holds on to, in MiB: what waits to be collected is not counted. */
export function heldMemory(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

/** Memory of a process and all below it, shared pages counted once (Linux's proportional set size), in MiB. */
export async function memoryOfTree(root: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const status = /^\d+$/.test(name) ? await readFile(`/proc/${name}/status`, 'utf8').catch(() => '') : '';
    const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
    if (parent) parents.set(Number(name), Number(parent));
  }
  const isBelow = (pid: number): boolean => pid === root || isBelowParent(parents.get(pid));
  const isBelowParent = (pid: number | undefined): boolean => pid !== undefined && pid > 1 && isBelow(pid);
  const sizes = await Promise.all([...parents.keys()].filter(isBelow).map(proportionalKib));
  return sizes.reduce((sum, kib) => sum + kib, 0) / 1024;
}

async function proportionalKib(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
}

export const WORKERD_SAMPLE_MS = 50;

/** What workerd, a child of this process, has to itself in MiB, the code of its binary aside. */
export async function memoryOfWorkerd(): Promise<number> {
  let most = 0;
  for (const pid of await workerdPids()) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    most = Math.max(most, Number(/^Pss_Anon:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0));
  }
  return most / 1024;
}

/** Samples the memory of workerd every `WORKERD_SAMPLE_MS`; `stop` answers the highest sample in MiB. */
export function watchWorkerdMemory(): { stop(): Promise<number> } {
  let highest = 0;
  let sampling = Promise.resolve();
  const timer = setInterval(() => {
    sampling = sampling.then(async () => {
      highest = Math.max(highest, await memoryOfWorkerd());
    });
  }, WORKERD_SAMPLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sampling;
      return highest;
    },
  };
}

async function workerdPids(): Promise<number[]> {
  const pids: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    const isOurs = new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status);
    if (isOurs && /^Name:\s+workerd$/m.test(status)) pids.push(Number(name));
  }
  return pids;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare, type MiniflareOptions, type WorkerOptions } from 'miniflare';
import { STATIC_FILE_HEADERS } from '../build/headers-file.ts';

/** Kept in step with wrangler.toml and workers/cron.wrangler.toml by a test. */
export const COMPATIBILITY_DATE = '2026-07-30';
export const COMPATIBILITY_FLAGS = ['nodejs_compat'];
export const QUEUE_NAME = 'billing-events';

export interface WorkersOptions {
  buildDir: string;
  port: number;
  bindings: { web: Record<string, string>; cron: Record<string, string> };
  onLog(level: string, message: string): void;
}

/** Both Workers in one workerd. */
export interface Workers {
  url: string;
  /** Swaps in another build; requests wait the moment it takes. */
  reload(buildDir: string): Promise<void>;
  /** Triggers the cron Worker and waits for it. */
  scheduled(trigger: string, scheduledAt: Date): Promise<void>;
  /** Triggers that the cron Worker has not ended yet. */
  runningJobs(): number;
  stop(): Promise<void>;
}

export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const miniflare = keepSignals(() => new Miniflare(miniflareOptions(options, options.buildDir)));
  await miniflare.ready;
  // Asking Miniflare for a Worker holds this process up for milliseconds, so it is asked once a build.
  let cron = miniflare.getWorker('cron');
  await cron;
  let serving = options.buildDir;
  const running = new Set<Promise<unknown>>();
  return {
    url: `http://127.0.0.1:${options.port}`,
    async reload(buildDir) {
      try {
        await swapIn(buildDir);
        serving = buildDir;
      } catch (error) {
        await swapIn(serving);
        throw error;
      }
    },
    async scheduled(trigger, scheduledAt) {
      let asked = cron;
      let worker = await asked;
      while (asked !== cron) {
        asked = cron;
        worker = await asked;
      }
      const run = worker.scheduled({ cron: trigger, scheduledTime: scheduledAt });
      running.add(run);
      try {
        const { outcome } = await run;
        if (outcome !== 'ok') throw new Error(`the cron Worker ended ${outcome} on ${trigger}`);
      } finally {
        running.delete(run);
      }
    },
    runningJobs: () => running.size,
    stop: () => miniflare.dispose(),
  };

  /** Waits for the jobs under way, which the old workerd would take with it; new ones wait for the new build. */
  async function swapIn(buildDir: string): Promise<void> {
    cron = Promise.allSettled(running)
      .then(() => miniflare.setOptions(miniflareOptions(options, buildDir)))
      .then(() => miniflare.getWorker('cron'));
    await cron;
  }
}

function miniflareOptions(options: WorkersOptions, buildDir: string): MiniflareOptions {
  const shared = {
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: COMPATIBILITY_FLAGS,
    queueProducers: { EVENTS_QUEUE: QUEUE_NAME },
    unsafeEphemeralDurableObjects: true,
  };
  const web: WorkerOptions = {
    ...shared,
    name: 'web',
    ...moduleOf(join(buildDir, 'web')),
    bindings: options.bindings.web,
    assets: {
      directory: join(buildDir, 'client'),
      binding: 'ASSETS',
      routerConfig: { has_user_worker: true },
      assetConfig: { headers: { version: 2, rules: staticFileRules() } },
    },
  };
  const cron: WorkerOptions = {
    ...shared,
    name: 'cron',
    ...moduleOf(join(buildDir, 'cron')),
    bindings: options.bindings.cron,
    queueConsumers: { [QUEUE_NAME]: { maxBatchSize: 10, maxBatchTimeout: 0 } },
  };
  return {
    host: '127.0.0.1',
    port: options.port,
    cf: false,
    telemetry: { enabled: false },
    structuredWorkerdLogs: true,
    handleStructuredLogs: ({ level, message }: { level: string; message: string }) =>
      options.onLog(level, message),
    workers: [web, cron],
  };
}

function staticFileRules() {
  const rules = Object.entries(STATIC_FILE_HEADERS).map(([path, set]) => [path, { set: { ...set } }]);
  return Object.fromEntries(rules) as Record<string, { set: Record<string, string> }>;
}

function moduleOf(folder: string) {
  const path = join(folder, 'index.js');
  return {
    modulesRoot: folder,
    modules: [{ type: 'ESModule' as const, path, contents: readFileSync(path, 'utf8') }],
  };
}

/** On a signal Miniflare would end the process on the spot; the world stops its parts in order instead. */
function keepSignals<T>(work: () => T): T {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const known = new Set(signals.flatMap((signal) => process.listeners(signal)));
  const result = work();
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) {
      if (!known.has(listener)) process.off(signal, listener);
    }
  }
  return result;
}

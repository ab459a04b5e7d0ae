import { join } from 'node:path';
import { JOBS } from '../../workers/jobs/index.ts';
import { buildCached } from '../build/build-cache.ts';
import { createTimekeeper, type Timekeeper } from '../clock/timekeeper.ts';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { createHandlers } from '../control/handlers.ts';
import { listenForControl } from '../control/http.ts';
import { firstJoinedAt } from '../demo/seed-demo.ts';
import { requireFreePort } from '../postgres/free-port.ts';
import { createControlledWorld } from './controlled-world.ts';
import { claimDataDir } from './data-dir.ts';
import { developmentBindings } from './environment.ts';
import { createHistory } from './history.ts';
import { createHouseServices } from './house-services.ts';
import { JOBS_THAT_LOOK } from './jobs-that-look.ts';
import type { PortVariable, WorldOptions } from './options.ts';
import { reloadOnChange } from './reload-on-change.ts';
import { createStopStack, type StopStack } from './stack.ts';
import { startParts } from './start-parts.ts';
import { createWorkAhead } from './work-ahead.ts';
import { startWorkers } from './workers.ts';
import { createWorkersLog } from './workers-log.ts';
import { clearUnfinished, worldStateFile } from './world-state.ts';

const TICK_MS = 1_000;
const SWEEP_JOB = 'events';

interface Addresses {
  url: string;
  controlUrl: string;
  stripeUrl: string;
}

export interface World extends Addresses {
  stop(): Promise<void>;
  /** Resolves when `signal` has stopped it. */
  stopped: Promise<void>;
}

/**
 * The whole product on this machine: every part real but Stripe, mail and Slack, all on one virtual clock. Rejects with
 * a `StartError` for what the developer can put right; what was started by then is stopped, as it is on `signal`.
 */
export async function startWorld(options: WorldOptions): Promise<World> {
  const stack = createStopStack(options.log);
  const interrupted = new Promise<never>((_resolve, reject) => {
    options.signal?.addEventListener('abort', () => {
      stack.stop().then(() => reject(new Error('interrupted')));
    });
  });
  const stopped = interrupted.catch(() => undefined);
  // What fails because it is being stopped is no news.
  const log = (line: string) => {
    if (!options.signal?.aborted) options.log(line);
  };
  const starting = start({ ...options, log }, stack);
  starting.catch(() => undefined);
  try {
    const addresses = await Promise.race([starting, interrupted]);
    return { ...addresses, stop: stack.stop, stopped };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function start(options: WorldOptions, stack: StopStack): Promise<Addresses> {
  const { dataDir, ports, log } = options;
  const url = `http://127.0.0.1:${ports.PORT}`;
  const controlUrl = `http://127.0.0.1:${ports.DEV_CONTROL_PORT}`;

  const claim = await claimDataDir(dataDir);
  stack.push('the claim on the data folder', claim.release);
  await requireFreePorts(ports);
  const stateFile = worldStateFile(dataDir);
  if (stateFile.read()?.complete === false) clearUnfinished(dataDir);
  const state = stateFile.read() ?? { madeAt: options.seed === 'demo' ? new Date() : null, complete: false };
  stateFile.write(state);

  const { clock, dueNow } = createVirtualClock({
    file: join(dataDir, 'clock.json'),
    startAt: state.madeAt === null ? undefined : firstJoinedAt(state.madeAt),
  });
  stack.push('the clock', clock.save);
  const building = buildCached();
  building.catch(() => undefined);
  const parts = await startParts({ options, webUrl: url, now: clock.now, stack });

  const bindingsFor = (neonProxyUrl: string, stripeUrl: string) =>
    developmentBindings({
      appUrl: url,
      databaseUrl: parts.postgres.appUrl,
      replicaUrl: parts.postgres.replicaUrl,
      neonProxyUrl,
      clockUrl: `${controlUrl}/clock`,
      stripeUrl,
      mailUrl: parts.mail.url,
      flags: options.flags,
    });
  const house = createHouseServices(bindingsFor(parts.proxies.house.url, parts.stripe.url), clock.now);

  const build = await building;
  log(`Build        ${build.hash}${build.fresh ? '' : ' (unchanged)'}`);
  const workersLog = createWorkersLog({ file: join(dataDir, 'workers.log'), print: log });
  stack.push('the log', workersLog.close);
  const workers = await startWorkers({
    buildDir: build.dir,
    port: ports.PORT,
    bindings: {
      web: bindingsFor(parts.proxies.web.url, parts.stripeDoors.web.url),
      cron: bindingsFor(parts.proxies.cron.url, parts.stripeDoors.cron.url),
    },
    onLog: workersLog.write,
  });
  stack.push('the Workers', workers.stop);
  claim.noteChildren();

  const history = createHistory({ state, arrivedUntil: clock.now(), parts, house });
  const timekeeper = createTimekeeper({
    clock,
    jobs: JOBS.map((job) => ({ ...job, onlyLast: JOBS_THAT_LOOK.includes(job.name) })),
    sweepJob: SWEEP_JOB,
    runJob: workers.scheduled,
    stripe: parts.stripe,
    work: createWorkAhead(parts.database),
    arrive: history.arrive,
    onProblem: (message) => workersLog.write('warn', message),
  });
  const controlled = createControlledWorld({ options, parts, clock, timekeeper, workers, house });
  const control = await listenForControl(ports.DEV_CONTROL_PORT, createHandlers(controlled));
  stack.push('the control port', control.close);
  log(`Control      ${controlUrl}`);
  log(`Workers      ${url} (web), cron beside it`);

  await house.provisionCatalog();
  await history.catchUp({ clock, timekeeper, dueNow, log });
  stateFile.write({ ...state, complete: true });
  stack.push('the ticker', startTicker(timekeeper, clock.save));
  if (options.watch) {
    stack.push('the watcher', reloadOnChange({ workers, onReload: claim.noteChildren, log }));
  }
  return { url, controlUrl, stripeUrl: parts.stripe.url };
}

async function requireFreePorts(ports: WorldOptions['ports']): Promise<void> {
  const checked: readonly PortVariable[] = ['PORT', 'STRIPE_PORT', 'DEV_CONTROL_PORT'];
  for (const variable of checked) await requireFreePort(ports[variable], variable);
}

function startTicker(timekeeper: Timekeeper, save: () => void): () => Promise<void> {
  let ticking: Promise<void> = Promise.resolve();
  let idle = true;
  const timer = setInterval(() => {
    if (!idle) return;
    idle = false;
    ticking = timekeeper.tick().finally(() => {
      save();
      idle = true;
    });
  }, TICK_MS);
  return async () => {
    clearInterval(timer);
    await ticking;
  };
}

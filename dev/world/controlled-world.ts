import { JOBS } from '../../workers/jobs/index.ts';
import type { Timekeeper } from '../clock/timekeeper.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { ControlError } from '../control/control-error.ts';
import type { ControlledWorld } from '../control/handlers.ts';
import { renderPage } from '../control/page.ts';
import { findAccount, listAccounts } from './accounts.ts';
import type { HouseServices } from './house-services.ts';
import { findJobRun } from './job-runs.ts';
import { JOBS_THAT_LOOK } from './jobs-that-look.ts';
import type { WorldOptions } from './options.ts';
import { settle } from './settle.ts';
import type { Parts } from './start-parts.ts';
import { setUsageRows } from './usage-rows.ts';
import { type OutstandingWork, readDueWork } from './work-ahead.ts';
import type { Workers } from './workers.ts';

const SETTLE_TIMEOUT_MS = 60_000;
/** What a publisher made by hand pays with. */
const NEW_PUBLISHER_CARD = 'pm_card_visa';

export interface ControlledWorldInput {
  options: WorldOptions;
  parts: Parts;
  clock: VirtualClock;
  timekeeper: Timekeeper;
  workers: Workers;
  house: HouseServices;
}

export function createControlledWorld(input: ControlledWorldInput): ControlledWorld {
  const { parts, clock, timekeeper, workers, house } = input;
  const jobNames = JOBS.map(({ name }) => name);

  async function outstanding(): Promise<readonly OutstandingWork[]> {
    const atStripe = parts.stripe.outstanding().filter(({ count }) => count > 0);
    const inDatabase = await readDueWork(parts.database, clock.now());
    const inHand = [
      { what: 'jobs', count: workers.runningJobs() },
      { what: 'clock', count: timekeeper.busy ? 1 : 0 },
    ].filter(({ count }) => count > 0);
    return [...atStripe, ...inDatabase, ...inHand];
  }

  const countedBefore = { web: 0, cron: 0 };
  function statsOf(worker: 'web' | 'cron') {
    return {
      database: parts.proxies[worker].stats(),
      stripe_requests: parts.stripeDoors[worker].requestCount() - countedBefore[worker],
    };
  }

  return {
    clock,
    advance: (to) => timekeeper.advance(to),
    jobNames,
    async runJob(name) {
      const scheduledAt = clock.now();
      const failure = await workers.scheduled(name, scheduledAt).catch((error: unknown) => error);
      const run = await findJobRun(parts.database, name, scheduledAt);
      if (run !== undefined) return run;
      if (failure !== undefined) throw failure;
      throw new ControlError(409, `${name} did not run: billing is switched off (BILLING_ENABLED).`);
    },
    listAccounts: () => listAccounts(parts.database),
    async createAccount({ plan_type, ...account }) {
      const { customerId } = await house.createCustomer({
        ...account,
        planId: plan_type,
        paymentMethod: NEW_PUBLISHER_CARD,
      });
      const made = await findAccount(parts.database, customerId);
      if (made === undefined) throw new Error(`customer ${customerId} was made and is not there`);
      return made;
    },
    setUsage: (rows) => setUsageRows(parts.analytics, rows, clock.now()),
    mailbox: parts.mail.emails,
    slack: parts.mail.slackMessages,
    settle: () => settle({ outstanding, drain: timekeeper.drain, timeoutMs: SETTLE_TIMEOUT_MS }),
    setFaults({ dbDrop = 0, ...faults }) {
      parts.stripe.setFaults(faults);
      const database = { dbDrop, seed: faults.seed ?? 0 };
      parts.proxies.web.setFaults(database);
      parts.proxies.cron.setFaults(database);
    },
    stats: () => ({ web: statsOf('web'), cron: statsOf('cron') }),
    resetStats() {
      for (const worker of ['web', 'cron'] as const) {
        parts.proxies[worker].resetStats();
        countedBefore[worker] = parts.stripeDoors[worker].requestCount();
      }
    },
    renderPage: async () =>
      renderPage({
        now: clock.now(),
        webUrl: workers.url,
        services: listServices(input),
        accounts: await listAccounts(parts.database),
        jobNames,
        jobsThatLook: JOBS_THAT_LOOK,
        emails: parts.mail.emails(),
        slackMessages: parts.mail.slackMessages(),
      }),
  };
}

function listServices({ parts, workers, options }: ControlledWorldInput) {
  return [
    { name: 'Billing', address: workers.url, href: workers.url },
    { name: 'Sign in', address: `${workers.url}/sign-in`, href: `${workers.url}/sign-in` },
    { name: 'API', address: `${workers.url}/api/v1`, href: `${workers.url}/api/v1/openapi.json` },
    { name: 'Health', address: `${workers.url}/api/v1/health`, href: `${workers.url}/api/v1/health` },
    { name: 'Stripe stand-in', address: parts.stripe.url, href: parts.stripe.url },
    { name: 'PostgreSQL', address: parts.postgres.ownerUrl },
    { name: 'Analytics', address: parts.postgres.replicaOwnerUrl },
    { name: 'Neon proxies', address: `${parts.proxies.web.url}, ${parts.proxies.cron.url}` },
    { name: 'Mail and Slack', address: parts.mail.url },
    { name: 'Data', address: options.dataDir },
  ];
}

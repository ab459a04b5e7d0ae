import type { VirtualClock } from '../clock/virtual-clock.ts';
import { ClockError } from '../clock/virtual-clock.ts';
import { ControlError } from './control-error.ts';
import type { Answer, Handlers } from './http.ts';
import {
  type AccountInput,
  accountSchema,
  clockMoveSchema,
  cronSchema,
  type Faults,
  faultsSchema,
  parseBody,
  type UsageRow,
  usageSchema,
} from './schemas.ts';

const FURTHEST_MOVE_YEARS = 10;

/** What the control port drives; the world fills it in. */
export interface ControlledWorld {
  clock: Pick<VirtualClock, 'now'>;
  advance(to: Date | { byMs: number }): Promise<Date>;
  jobNames: readonly string[];
  runJob(name: string): Promise<object>;
  listAccounts(): Promise<readonly object[]>;
  createAccount(input: AccountInput): Promise<object>;
  setUsage(rows: readonly UsageRow[]): Promise<void>;
  mailbox(): readonly object[];
  slack(): readonly object[];
  /** What is left, after waiting for it. */
  settle(): Promise<readonly { what: string; count: number }[]>;
  setFaults(faults: Faults): void;
  stats(): object;
  resetStats(): void;
  renderPage(): Promise<string>;
}

export function createHandlers(world: ControlledWorld): Handlers {
  return {
    'GET /': async () => ({ status: 200, body: null, html: await world.renderPage() }),
    'GET /accounts': async () => ok(await world.listAccounts()),
    'POST /accounts': async (body) => ({
      status: 201,
      body: await world.createAccount(parseBody(accountSchema, body)),
    }),
    'GET /clock': () => ok({ now: world.clock.now() }),
    'POST /clock': async (body) => ok({ now: await moveClock(world, body) }),
    'POST /cron': async (body) => {
      const { job } = parseBody(cronSchema, body);
      if (!world.jobNames.includes(job)) {
        throw new ControlError(
          404,
          `job: there is none named ${job}; known: ${world.jobNames.join(', ')}`,
          'job',
        );
      }
      return ok(await world.runJob(job));
    },
    'POST /usage': async (body) => {
      const rows = [parseBody(usageSchema, body)].flat();
      await world.setUsage(rows);
      return ok({ rows: rows.length });
    },
    'GET /mailbox': () => ok(world.mailbox()),
    'GET /slack': () => ok(world.slack()),
    'POST /settle': async () => {
      const left = await world.settle();
      if (left.length === 0) return ok({ settled: true, now: world.clock.now() });
      const names = left.map(({ what, count }) => `${count} ${what}`).join(', ');
      return { status: 504, body: { error: `Still outstanding: ${names}.`, outstanding: left } };
    },
    'POST /faults': (body) => {
      const faults = parseBody(faultsSchema, body);
      world.setFaults(faults);
      return ok({ faults });
    },
    'GET /stats': () => ok(world.stats()),
    'POST /stats/reset': () => {
      world.resetStats();
      return ok(world.stats());
    },
  };
}

async function moveClock(world: ControlledWorld, body: unknown): Promise<Date> {
  const move = parseBody(clockMoveSchema, body);
  requireWithinReach(world.clock.now(), move);
  try {
    return await world.advance('to' in move ? move.to : { byMs: move.advance });
  } catch (error) {
    if (error instanceof ClockError) throw new ControlError(400, `to: ${error.message}`, 'to');
    throw error;
  }
}

/** Every hour in between is lived through, so that a slip of the pen would never come to an end. */
function requireWithinReach(now: Date, move: { to: Date } | { advance: number }): void {
  const target = 'to' in move ? move.to.getTime() : now.getTime() + move.advance;
  const furthest = new Date(now);
  furthest.setUTCFullYear(now.getUTCFullYear() + FURTHEST_MOVE_YEARS);
  if (target <= furthest.getTime()) return;
  const field = 'to' in move ? 'to' : 'advance';
  throw new ControlError(400, `${field}: must lie within ten years of now, ${now.toISOString()}`, field);
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

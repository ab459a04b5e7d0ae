import { type CronSchedule, nextTickAt, parseCron } from './cron.ts';
import { ClockError, type VirtualClock } from './virtual-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A longer advance runs the hourly jobs once a virtual day and wherever work falls due in between. */
const HOURLY_UP_TO_MS = 2 * DAY_MS;
const DRAIN_STALL_MS = 10_000;
const DRAIN_PAUSE_MS = 25;

export interface ScheduledJob {
  readonly name: string;
  readonly cron: string;
  /** In a long advance only its last tick is lived through: it looks at the state, and does not make history. */
  readonly onlyLast?: boolean;
}

/** What the database knows of the time ahead. */
export interface WorkAhead {
  /** The next instant after `now` at which hourly jobs have something to do: a period's end, a dunning attempt. */
  nextHourlyWorkAt(now: Date): Promise<Date | undefined>;
  /** The next instant after `now` at which a queued event or outbox row that waits falls due. */
  nextQueuedAt(now: Date): Promise<Date | undefined>;
  /** How many queued events are due at `now` and not done. */
  countDueEvents(now: Date): Promise<number>;
}

export interface TimekeeperOptions {
  clock: VirtualClock;
  jobs: readonly ScheduledJob[];
  /** The job that works off the event queue. */
  sweepJob: string;
  runJob(name: string, scheduledAt: Date): Promise<void>;
  stripe: { nextDueAt(): Date | null; runDue(): Promise<void>; outstanding(): readonly unknown[] };
  work: WorkAhead;
  /** Writes the analytics rows that arrived up to `now`. */
  arrive(now: Date): Promise<void>;
  onProblem(message: string): void;
}

export interface AdvanceOptions {
  /** Happens at the instant it ends at; what it causes is lived through as well. */
  atEnd?: () => Promise<void>;
  /** Days from one run of the hourly jobs to the next where no work falls due before: 1 in a long advance by default. */
  everyDays?: number;
  /** Further jobs of which only the last tick is lived through. */
  onlyLast?: readonly string[];
}

/** Moves the whole world through time, one due thing after the other. */
export interface Timekeeper {
  /**
   * Lives through everything up to `to`, in order, then lets the clock run. Throws `ClockError` for a time gone by.
   */
  advance(to: Date | { byMs: number }, options?: AdvanceOptions): Promise<Date>;
  /** Does what real time has made due; called about once a second. Does nothing while an advance is under way. */
  tick(): Promise<void>;
  /** Delivers and processes until nothing due is left, or nothing moves any more. */
  drain(): Promise<void>;
  readonly busy: boolean;
}

interface JobState extends ScheduledJob {
  readonly schedule: CronSchedule;
  readonly pace: 'sweep' | 'hourly' | 'rare';
  lastTickAt: Date;
  wantedAt: Date | undefined;
}

interface Pace extends Required<Omit<AdvanceOptions, 'atEnd'>> {
  coarse: boolean;
  to: Date;
}

export function createTimekeeper(options: TimekeeperOptions): Timekeeper {
  const { clock, stripe, work } = options;
  const jobs: JobState[] = options.jobs.map((job) => {
    const schedule = parseCron(job.cron);
    return { ...job, schedule, pace: paceOf(schedule), lastTickAt: clock.now(), wantedAt: undefined };
  });
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  function serially<T>(task: () => Promise<T>): Promise<T> {
    waiting++;
    const run = queue.then(task).finally(() => {
      waiting--;
    });
    queue = run.catch(() => undefined);
    return run;
  }

  async function runJob(job: JobState, scheduledAt: Date): Promise<void> {
    job.lastTickAt = scheduledAt;
    job.wantedAt = undefined;
    try {
      await options.runJob(job.name, scheduledAt);
    } catch (error) {
      options.onProblem(`${job.name} at ${scheduledAt.toISOString()}: ${messageOf(error)}`);
    }
  }

  /** Remembers that an hourly job is wanted at its first tick after an instant, also once the cause itself is gone. */
  function want(job: JobState, at: Date): void {
    const tickAt = nextTickAt(job.schedule, at);
    if (job.wantedAt === undefined || tickAt < job.wantedAt) job.wantedAt = tickAt;
  }

  function nextRunAt(job: JobState, { coarse, to, everyDays, onlyLast }: Pace): Date | undefined {
    if (job.pace === 'sweep') {
      const lastAt = job.name === options.sweepJob ? undefined : lastTickBefore(job.schedule, to);
      return lastAt !== undefined && lastAt > job.lastTickAt ? lastAt : undefined;
    }
    const tickAt = nextTickAt(job.schedule, new Date(job.lastTickAt.getTime() + 1));
    if (coarse && (job.onlyLast || onlyLast.includes(job.name))) {
      const lastAt = nextTickAt(job.schedule, new Date(to.getTime() - DAY_MS + 1));
      return lastAt > job.lastTickAt ? lastAt : undefined;
    }
    if (job.pace === 'rare' || !coarse) return tickAt;
    const nextDay = new Date((Math.floor(job.lastTickAt.getTime() / DAY_MS) + everyDays) * DAY_MS);
    // The last tick before the end as well, so that the world is as fresh afterwards as it is at any time.
    const lastTickAt = nextTickAt(job.schedule, new Date(to.getTime() - HOUR_MS + 1));
    const closing = lastTickAt > job.lastTickAt ? lastTickAt : undefined;
    return earliest([nextTickAt(job.schedule, nextDay), job.wantedAt, closing]);
  }

  async function drain(): Promise<void> {
    const sweep = jobs.find((job) => job.name === options.sweepJob);
    let lastLeft = '';
    let stalledSince = Date.now();
    for (;;) {
      await stripe.runDue();
      const due = await work.countDueEvents(clock.now());
      const undelivered = stripe.outstanding().length;
      if (due === 0 && undelivered === 0) return;
      if (due > 0 && sweep !== undefined) await runJob(sweep, clock.now());
      const left = `${due} events, ${undelivered} at Stripe`;
      if (left !== lastLeft) {
        lastLeft = left;
        stalledSince = Date.now();
      } else if (Date.now() - stalledSince > DRAIN_STALL_MS) {
        options.onProblem(`left undone at ${clock.now().toISOString()}: ${left}`);
        return;
      } else {
        await new Promise((resolve) => setTimeout(resolve, DRAIN_PAUSE_MS));
      }
    }
  }

  async function arriveAndDrain(): Promise<void> {
    await options.arrive(clock.now());
    await drain();
  }

  async function liveThrough(to: Date, pace: Omit<Pace, 'coarse' | 'to'>): Promise<void> {
    const coarse = pace.everyDays > 1 || to.getTime() - clock.now().getTime() > HOURLY_UP_TO_MS;
    await arriveAndDrain();
    for (;;) {
      const now = clock.now();
      const hourlyWorkAt = coarse ? await work.nextHourlyWorkAt(now) : undefined;
      if (hourlyWorkAt !== undefined) {
        for (const job of jobs) if (job.pace === 'hourly') want(job, hourlyWorkAt);
      }
      const timers = [stripe.nextDueAt(), await work.nextQueuedAt(now)].filter(
        (at) => at instanceof Date && at > now,
      );
      const runs = jobs.map((job) => ({ job, at: nextRunAt(job, { ...pace, coarse, to }) }));
      const next = earliest([...timers, ...runs.map(({ at }) => at)]);
      if (next === undefined || next > to) break;
      if (next > now) clock.moveTo(next);
      await arriveAndDrain();
      for (const { job, at } of runs) {
        if (at === undefined || at > clock.now()) continue;
        await runJob(job, at);
        await drain();
      }
    }
    clock.moveTo(to);
    await arriveAndDrain();
  }

  return {
    get busy() {
      return waiting > 0;
    },
    drain,
    advance(to, { atEnd, everyDays = 1, onlyLast = [] } = {}) {
      return serially(async () => {
        clock.hold();
        try {
          const now = clock.now();
          const target = to instanceof Date ? to : new Date(now.getTime() + to.byMs);
          if (target < now) {
            throw new ClockError(
              `The clock never goes back: it is ${now.toISOString()}, asked for ${target.toISOString()}.`,
            );
          }
          await liveThrough(target, { everyDays, onlyLast });
          if (atEnd !== undefined) {
            await atEnd();
            await drain();
          }
          return clock.now();
        } finally {
          for (const job of jobs) job.lastTickAt = later(job.lastTickAt, clock.now());
          clock.release();
        }
      });
    },
    async tick() {
      if (waiting > 0 || clock.held) return;
      await serially(async () => {
        const now = clock.now();
        await options.arrive(now);
        const dueAt = stripe.nextDueAt();
        if (dueAt !== null && dueAt <= now) await stripe.runDue();
        for (const job of jobs) {
          let tickAt = nextTickAt(job.schedule, new Date(job.lastTickAt.getTime() + 1));
          if (tickAt > now) continue;
          for (let next = tickAt; next <= now; next = nextTickAt(job.schedule, new Date(next.getTime() + 1)))
            tickAt = next;
          await runJob(job, tickAt);
        }
      });
    },
  };
}

function paceOf(schedule: CronSchedule): JobState['pace'] {
  if (schedule.minutes.size > 1) return 'sweep';
  return schedule.hours.size === 24 ? 'hourly' : 'rare';
}

/** The last tick of the hour that ends at `to`: of a job of every few minutes, the world needs no more than that. */
function lastTickBefore(schedule: CronSchedule, to: Date): Date | undefined {
  let last: Date | undefined;
  for (let tickAt = nextTickAt(schedule, new Date(to.getTime() - HOUR_MS + 1)); tickAt <= to; ) {
    last = tickAt;
    tickAt = nextTickAt(schedule, new Date(tickAt.getTime() + 1));
  }
  return last;
}

function earliest(instants: readonly (Date | null | undefined)[]): Date | undefined {
  let first: Date | undefined;
  for (const instant of instants) {
    if (instant && (first === undefined || instant < first)) first = instant;
  }
  return first;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

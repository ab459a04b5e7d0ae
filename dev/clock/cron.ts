const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** The longest gap between two ticks is a leap day's: eight years around a century that is none. */
const MAX_DAYS_AHEAD = 8 * 366;

/** A five-field cron expression in UTC: `*`, numbers, ranges, lists and steps. */
export interface CronSchedule {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly daysOfWeek: ReadonlySet<number>;
  /** Standard cron: with both day fields restricted, either may match. */
  readonly eitherDay: boolean;
}

export function parseCron(expression: string): CronSchedule {
  const fields = expression.trim().split(/\s+/);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields;
  if (
    fields.length !== 5 ||
    minute === undefined ||
    hour === undefined ||
    dayOfMonth === undefined ||
    month === undefined ||
    dayOfWeek === undefined
  ) {
    throw new Error(`Not a five-field cron expression: ${expression}`);
  }
  return {
    minutes: parseField(minute, 0, 59),
    hours: parseField(hour, 0, 23),
    daysOfMonth: parseField(dayOfMonth, 1, 31),
    months: parseField(month, 1, 12),
    daysOfWeek: new Set([...parseField(dayOfWeek, 0, 7)].map((day) => day % 7)),
    eitherDay: dayOfMonth !== '*' && dayOfWeek !== '*',
  };
}

function parseField(field: string, min: number, max: number): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) throw new Error(`Not a cron field: ${field}`);
    const [, first, last, step] = match;
    const from = first === undefined ? min : Number(first);
    const to = last !== undefined ? Number(last) : first === undefined || step !== undefined ? max : from;
    const by = step === undefined ? 1 : Number(step);
    if (from < min || to > max || from > to || by < 1) throw new Error(`Not a cron field: ${field}`);
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

/** The first tick at or after an instant. */
export function nextTickAt(schedule: CronSchedule, notBefore: Date): Date {
  const startMs = Math.ceil(notBefore.getTime() / MINUTE_MS) * MINUTE_MS;
  const firstDayMs = Math.floor(startMs / DAY_MS) * DAY_MS;
  for (let day = 0; day <= MAX_DAYS_AHEAD; day++) {
    const dayMs = firstDayMs + day * DAY_MS;
    if (!matchesDay(schedule, new Date(dayMs))) continue;
    for (const hour of schedule.hours) {
      for (const minute of schedule.minutes) {
        const tickMs = dayMs + hour * HOUR_MS + minute * MINUTE_MS;
        if (tickMs >= startMs) return new Date(tickMs);
      }
    }
  }
  throw new Error('This cron schedule never ticks.');
}

function matchesDay(schedule: CronSchedule, date: Date): boolean {
  if (!schedule.months.has(date.getUTCMonth() + 1)) return false;
  const byMonth = schedule.daysOfMonth.has(date.getUTCDate());
  const byWeek = schedule.daysOfWeek.has(date.getUTCDay());
  return schedule.eitherDay ? byMonth || byWeek : byMonth && byWeek;
}

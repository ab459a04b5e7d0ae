import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Time that would run backwards. */
export class ClockError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ClockError';
  }
}

/**
 * The local world's time: an offset over real time, at real speed. While it is held it stands still, so that everything
 * an advance causes carries the instant it was due. It never goes back, also not when the machine's own clock does.
 */
export interface VirtualClock {
  now(): Date;
  readonly held: boolean;
  /** Stops at the present instant until `release`. */
  hold(): void;
  /** Jumps forward. Throws `ClockError` for an instant that has passed. */
  moveTo(instant: Date): void;
  /** Runs on at real speed from where it stands. */
  release(): void;
  /** Writes the present reading down; called now and then, so that a restart knows what was already lived through. */
  save(): void;
}

const savedClockSchema = z.object({
  /** Virtual minus real time while running. */
  offsetMs: z.number(),
  /** The last reading written down; nothing due before it is outstanding. */
  reached: z.iso.datetime(),
});

export interface VirtualClockOptions {
  /** Where the offset is kept. Without it the clock lives in memory. */
  file?: string | undefined;
  /** Where a clock that was never saved starts; real time by default. */
  startAt?: Date | undefined;
  realNow?: () => number;
}

/**
 * A saved clock resumes held at its last reading: `dueNow` says what time it is by now, and the caller decides how to
 * live through what lies in between.
 */
export function createVirtualClock({ file, startAt, realNow = Date.now }: VirtualClockOptions): {
  clock: VirtualClock;
  dueNow(): Date;
} {
  const saved = file === undefined ? undefined : readSavedClock(file);
  let offsetMs = saved?.offsetMs ?? (startAt === undefined ? 0 : startAt.getTime() - realNow());
  let reachedMs = saved === undefined ? (startAt?.getTime() ?? realNow()) : Date.parse(saved.reached);
  let held = true;
  const savedOffsetMs = offsetMs;

  function read(): number {
    if (!held) reachedMs = Math.max(reachedMs, realNow() + offsetMs);
    return reachedMs;
  }

  function save(): void {
    if (file === undefined) return;
    const text = JSON.stringify({ offsetMs, reached: new Date(read()).toISOString() });
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }

  const clock: VirtualClock = {
    now: () => new Date(read()),
    get held() {
      return held;
    },
    hold() {
      read();
      held = true;
    },
    moveTo(instant) {
      const currentMs = read();
      if (instant.getTime() < currentMs) {
        throw new ClockError(
          `The clock never goes back: it is ${new Date(currentMs).toISOString()}, asked for ${instant.toISOString()}.`,
        );
      }
      reachedMs = instant.getTime();
      offsetMs = reachedMs - realNow();
      save();
    },
    release() {
      if (!held) return;
      offsetMs = reachedMs - realNow();
      held = false;
      save();
    },
    save,
  };
  return { clock, dueNow: () => new Date(Math.max(realNow() + savedOffsetMs, reachedMs)) };
}

function readSavedClock(file: string): z.infer<typeof savedClockSchema> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return savedClockSchema.parse(JSON.parse(text));
}

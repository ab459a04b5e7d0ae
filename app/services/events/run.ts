import type { ServiceContext } from '../context.ts';
import type { Failure } from './classify-failure.ts';
import type { Outcome } from './outcome.ts';

/** One invocation's way through the queue: what it has read, what it may still spend, and what stopped it. */
export interface Run {
  readonly ctx: ServiceContext;
  readonly result: ProcessedEvents;
  /** Objects read in this run, by subject. */
  readonly readings: Map<string, Reading>;
  /** Our ids of the customers and subscriptions that were looked up, by `type:stripeId`. They never change. */
  readonly known: Map<string, string>;
  /** Subjects that somebody else is reading, or whose readings are refused: not to be taken again in this run. */
  readonly blocked: Set<string>;
  /** How often a subject's reading was refused as outdated in this run. */
  readonly refusals: Map<string, number>;
  outagesInARow: number;
  halt: Failure | null;
  isSpent(): boolean;
}

export interface Reading {
  outcome: Outcome;
  /** Where in the queue it began. */
  from: number;
}

export interface ProcessedEvents {
  claimed: number;
  /** Events by what became of them. */
  applied: number;
  unchanged: number;
  ignored: number;
  failed: number;
  /** To be tried later through no fault of theirs: Stripe or the database could not be asked, or Stripe's answer was old. */
  deferred: number;
  dead: number;
  /** Put back, with nothing counted: somebody else reads or has written the same object, or this run had to end. */
  postponed: number;
  /** Readings of objects: many events of one object cost one. */
  objects: number;
  /** Why the run ended early, if Stripe or the database was the reason. */
  halted: 'throttled' | 'outage' | null;
  /** The budget ended before the work did. */
  moreDue: boolean;
}

export function createRun(ctx: ServiceContext, isSpent: () => boolean): Run {
  return {
    ctx,
    result: {
      claimed: 0,
      applied: 0,
      unchanged: 0,
      ignored: 0,
      failed: 0,
      deferred: 0,
      dead: 0,
      postponed: 0,
      objects: 0,
      halted: null,
      moreDue: false,
    },
    readings: new Map(),
    known: new Map(),
    blocked: new Set(),
    refusals: new Map(),
    outagesInARow: 0,
    halt: null,
    isSpent,
  };
}

/** So many failures in a row that are no object's fault are an outage; a single one may be one call's bad luck. */
const OUTAGE_AFTER = 3;

/** Takes note of how a call went, so that a run ends instead of asking somebody who cannot answer. */
export function noteFailure(run: Run, failure: Failure): void {
  if (failure.kind === 'own') run.outagesInARow = 0;
  else run.outagesInARow += 1;
  if (failure.isGeneral || run.outagesInARow >= OUTAGE_AFTER) run.halt ??= failure;
}

/** An object that others write faster than it can be read is left to the next run. */
const MAX_REFUSALS = 3;

/** Takes note that an object's reading was outdated when it was to be written. */
export function noteRefusal(run: Run, subjects: readonly string[]): void {
  for (const subject of subjects) {
    const refusals = (run.refusals.get(subject) ?? 0) + 1;
    run.refusals.set(subject, refusals);
    if (refusals >= MAX_REFUSALS) run.blocked.add(subject);
  }
}

export function noteSuccess(run: Run): void {
  run.outagesInARow = 0;
}

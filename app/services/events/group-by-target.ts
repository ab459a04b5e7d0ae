import { type EventTarget, TARGET_TYPES } from '../../stripe/event-target.ts';
import type { ServiceContext } from '../context.ts';
import type { Lease } from '../mirror/lease.ts';
import { type MirrorTarget, resolveTarget, subjectOf } from '../mirror/target.ts';
import type { ClaimedEvent, ClaimedGroup } from './claim-events.ts';

/** What one reading settles: the events of an object, and those of its payments if they were claimed with it. */
export interface Work {
  /** Null when nothing here mirrors the object. */
  target: MirrorTarget | null;
  /** Set when finding the target failed. */
  error?: unknown;
  events: ClaimedEvent[];
  /** Everything claimed in one round is claimed under one token. */
  token: string;
  leases: Lease[];
}

export async function groupByTarget(ctx: ServiceContext, groups: readonly ClaimedGroup[]): Promise<Work[]> {
  const found = await Promise.all(groups.map((group) => toWork(ctx, group)));
  const merged = new Map<string, Work>();
  for (const work of found) {
    const key = work.target === null ? `${work.leases[0]?.subject}` : subjectOf(work.target);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, work);
    else merged.set(key, { ...known, ...mergedParts(known, work) });
  }
  return [...merged.values()];
}

function mergedParts(a: Work, b: Work): Pick<Work, 'events' | 'leases'> {
  return { events: [...a.events, ...b.events], leases: [...a.leases, ...b.leases] };
}

async function toWork(ctx: ServiceContext, { lease, events }: ClaimedGroup): Promise<Work> {
  const claimed = { events, token: lease.token, leases: [lease] };
  try {
    const subject = parseSubject(lease.subject);
    return { target: subject === null ? null : await resolveTarget(ctx, subject), ...claimed };
  } catch (error) {
    return { target: null, error, ...claimed };
  }
}

function parseSubject(subject: string): EventTarget | null {
  const [name, id] = subject.split(':', 2);
  const type = TARGET_TYPES.find((known) => known === name);
  return type === undefined || id === undefined ? null : { type, id };
}

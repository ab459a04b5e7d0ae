import { type EventTarget, TARGET_TYPES } from '../../stripe/event-target.ts';
import type { Lease } from '../mirror/lease.ts';
import { type MirrorTarget, subjectOf } from '../mirror/target.ts';
import type { ClaimedEvent, ClaimedGroup } from './claim-events.ts';

/** What one reading settles: the events of an object, and those of its payments if they were claimed with it. */
export interface Work {
  /** Null when nothing here mirrors the object. */
  target: MirrorTarget | null;
  /** Set when finding the target failed. */
  error?: unknown;
  events: readonly ClaimedEvent[];
  /** Everything claimed in one round is claimed under one token. */
  token: string;
  leases: readonly Lease[];
  /** Where the target's last remembered reading began. */
  readFrom: number | null;
}

/** What the claim knows of readings is of the object claimed: for another target `readFrom` says it, or nothing does. */
export function toWork(
  { lease, events, ...group }: ClaimedGroup,
  target: MirrorTarget | null,
  readFrom: number | null = isClaimed(lease, target) ? group.readFrom : null,
): Work {
  return { target, events, token: lease.token, leases: [lease], readFrom };
}

function isClaimed({ subject }: Lease, target: MirrorTarget | null): boolean {
  return target !== null && subjectOf(target) === subject;
}

/** One work an object: the events of an invoice and those of its payments are settled by one reading. */
export function mergeByTarget(works: readonly Work[]): Work[] {
  const merged = new Map<string, Work>();
  for (const work of works) {
    const key = work.target === null ? `${work.leases[0]?.subject}` : subjectOf(work.target);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, work);
    else {
      merged.set(key, {
        ...known,
        events: [...known.events, ...work.events],
        leases: [...known.leases, ...work.leases],
        readFrom: known.readFrom ?? work.readFrom,
      });
    }
  }
  return [...merged.values()];
}

/** Null for an event that concerns nothing we mirror. */
export function parseSubject(subject: string): EventTarget | null {
  const [name, id] = subject.split(':', 2);
  const type = TARGET_TYPES.find((known) => known === name);
  return type === undefined || id === undefined ? null : { type, id };
}

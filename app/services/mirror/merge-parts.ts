import { type MirrorPlan, type Part, UNCHANGED } from './plan.ts';

/** One plan of its parts. What is believed of a reading is written although another part of it is not. */
export function mergeParts(parts: readonly Part[]): MirrorPlan {
  const writes = parts.filter((part) => part !== null && part !== 'disbelieved');
  const plan: MirrorPlan =
    writes.length === 0
      ? UNCHANGED
      : { outcome: 'applied', write: (db) => writes.flatMap((write) => write(db)) };
  return parts.includes('disbelieved') ? { ...plan, isBelieved: false } : plan;
}

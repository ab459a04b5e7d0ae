import type { ServiceContext } from '../context.ts';
import { mirrorObject } from './mirror-object.ts';
import type { MirrorOutcome } from './plan.ts';
import type { MirrorTarget } from './target.ts';

/**
 * Makes our mirror of an object what Stripe says, whole, also where an event would not be believed: what is issued, paid
 * or ended stays so in Stripe, so where ours says otherwise ours was changed. For repairs that a person has approved.
 */
export function restoreObject(ctx: ServiceContext, target: MirrorTarget): Promise<MirrorOutcome> {
  return mirrorObject(ctx, target, { restore: true });
}

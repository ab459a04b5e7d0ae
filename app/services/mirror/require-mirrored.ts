import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { ServiceContext } from '../context.ts';
import type { Mirror } from './plan.ts';

export interface Owner {
  type: 'customer' | 'subscription';
  id: string;
  mirror: Mirror;
  /** What was looked up before, by `type:id`; an id of ours never changes. */
  known?: Map<string, string> | undefined;
}

/** Our id of the object that another one hangs on, mirrored first when events overtook each other; null when not ours. */
export async function requireMirrored(ctx: ServiceContext, owner: Owner): Promise<string | null> {
  const key = `${owner.type}:${owner.id}`;
  const remembered = owner.known?.get(key);
  if (remembered !== undefined) return remembered;
  const found = (await findMirrored(ctx, owner)) ?? (await mirrorAndFind(ctx, owner));
  if (found !== null) owner.known?.set(key, found);
  return found;
}

async function mirrorAndFind(ctx: ServiceContext, owner: Owner): Promise<string | null> {
  await owner.mirror(ctx, { type: owner.type, id: owner.id });
  return findMirrored(ctx, owner);
}

async function findMirrored(ctx: ServiceContext, { type, id }: Owner): Promise<string | null> {
  const { customers, subscriptions } = schema;
  const [[row]] = await ctx.db.batch({ kind: 'system' }, (db) => [
    type === 'customer'
      ? db.select({ id: customers.id }).from(customers).where(eq(customers.stripeCustomerId, id))
      : db
          .select({ id: subscriptions.id })
          .from(subscriptions)
          .where(eq(subscriptions.stripeSubscriptionId, id)),
  ]);
  return row?.id ?? null;
}

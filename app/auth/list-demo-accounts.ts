import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { type QueryBuilder, schema } from '../db/client.ts';
import type { ServiceContext } from '../services/context.ts';
import type { DemoAccount } from './demo-account.ts';
import { DEV_STAFF } from './dev-accounts.ts';

const { customers, planVersions, plans, subscriptions } = schema;

/** Everybody who can be signed in as at `/sign-in`: staff first, then publishers by plan and name. One trip. */
export async function listDemoAccounts(ctx: Pick<ServiceContext, 'db'>): Promise<readonly DemoAccount[]> {
  const [rows] = await ctx.db.batch({ kind: 'staff' }, (db) => [
    publishers(db).where(isNull(customers.deletedAt)).orderBy(asc(plans.rank), asc(customers.name)),
  ]);
  return [...DEV_STAFF.map(staffToAccount), ...rows.map(rowToAccount)];
}

/** The account with that address, in any spelling of case, or null. */
export async function findDemoAccount(
  ctx: Pick<ServiceContext, 'db'>,
  email: string,
): Promise<DemoAccount | null> {
  const wanted = email.trim().toLowerCase();
  const staff = DEV_STAFF.find((account) => account.email === wanted);
  if (staff !== undefined) return staffToAccount(staff);
  const [rows] = await ctx.db.batch({ kind: 'staff' }, (db) => [
    publishers(db)
      .where(and(isNull(customers.deletedAt), eq(sql`lower(${customers.email})`, wanted)))
      .limit(1),
  ]);
  return rows[0] === undefined ? null : rowToAccount(rows[0]);
}

function publishers(db: QueryBuilder) {
  const latest = sql`(select s.id from ${subscriptions} s where s.customer_id = ${customers.id} order by s.created_at desc, s.id limit 1)`;
  return db
    .select({
      id: customers.id,
      email: customers.email,
      name: customers.name,
      locale: customers.locale,
      currency: customers.currency,
      planName: plans.name,
    })
    .from(customers)
    .leftJoin(subscriptions, eq(subscriptions.id, latest))
    .leftJoin(planVersions, eq(planVersions.id, subscriptions.planVersionId))
    .leftJoin(plans, eq(plans.id, planVersions.planId));
}

type PublisherRow = Awaited<ReturnType<typeof publishers>>[number];

function rowToAccount({ id, ...row }: PublisherRow): DemoAccount {
  return { subject: `publisher_${id}`, role: 'publisher', customerId: id, ...row };
}

function staffToAccount({ sub, ...staff }: (typeof DEV_STAFF)[number]): DemoAccount {
  return { subject: sub, customerId: null, planName: null, currency: null, ...staff };
}

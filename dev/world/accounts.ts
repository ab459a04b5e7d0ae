import type pg from 'pg';
import { DEV_STAFF } from '../../app/auth/dev-accounts.ts';

/** One account as `GET /accounts` lists it; staff has no customer. */
export interface Account {
  email: string;
  name: string;
  role: string;
  customer_id: string | null;
  stripe_customer_id: string | null;
  plan_type: string | null;
  currency: string | null;
  locale: string;
}

export async function listAccounts(database: pg.Pool): Promise<Account[]> {
  const { rows } = await database.query<Account>(PUBLISHERS);
  return [...DEV_STAFF.map(staffToAccount), ...rows];
}

export async function findAccount(database: pg.Pool, customerId: string): Promise<Account | undefined> {
  const accounts = await listAccounts(database);
  return accounts.find((account) => account.customer_id === customerId);
}

function staffToAccount({ email, name, role, locale }: (typeof DEV_STAFF)[number]): Account {
  return {
    email,
    name,
    role,
    customer_id: null,
    stripe_customer_id: null,
    plan_type: null,
    currency: null,
    locale,
  };
}

const PUBLISHERS = `
  select c.email, c.name, 'publisher' as role, c.id as customer_id, c.stripe_customer_id,
         p.id as plan_type, c.currency, c.locale
    from customers c
    left join lateral (
      select plan_version_id from subscriptions s
       where s.customer_id = c.id order by s.created_at desc limit 1
    ) latest on true
    left join plan_versions v on v.id = latest.plan_version_id
    left join plans p on p.id = v.plan_id
   where c.deleted_at is null
   order by c.created_at, c.email`;

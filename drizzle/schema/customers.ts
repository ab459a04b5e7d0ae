import { sql } from 'drizzle-orm';
import { check, index, pgPolicy, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { currencyCode, instant, stripeId } from './columns.ts';
import { workersRole } from './policies.ts';

/** A publisher: the tenant. Name, address and tax id mirror its Stripe customer. */
export const customers = pgTable(
  'customers',
  {
    id: uuid('id').primaryKey(),
    stripeCustomerId: stripeId('stripe_customer_id'),
    email: text('email').notNull(),
    name: text('name').notNull(),
    currency: currencyCode().notNull(),
    locale: text('locale').notNull(),
    country: text('country').notNull(),
    addressLine1: text('address_line1'),
    addressLine2: text('address_line2'),
    addressCity: text('address_city'),
    addressPostalCode: text('address_postal_code'),
    addressState: text('address_state'),
    taxId: text('tax_id'),
    /** Brand, last four and expiry of the default card, for showing only. */
    defaultPaymentMethodLabel: text('default_payment_method_label'),
    deletedAt: instant('deleted_at'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    mirroredAt: instant('mirrored_at'),
  },
  (t) => [
    unique('customers_stripe_customer_id_unique').on(t.stripeCustomerId),
    unique('customers_email_unique').on(t.email),
    index('customers_created_at_index').on(t.createdAt),
    // Reading order and search by prefix; inside a name and an e-mail address a trigram index searches, made by hand in
    // the migrations because it needs an extension.
    index('customers_name_index').on(sql`lower(${t.name}) collate "C"`, t.id),
    index('customers_email_index').on(sql`lower(${t.email}) collate "C"`),
    check('customers_currency_supported', sql`${t.currency} in ('usd', 'eur', 'gbp', 'jpy')`),
    pgPolicy('customers_read', {
      for: 'select',
      to: workersRole,
      using: sql`(id = (select nullif(current_setting('app.customer_id', true), '')::uuid) or (select current_setting('app.scope', true)) in ('staff', 'system'))`,
    }),
    pgPolicy('customers_write', {
      for: 'all',
      to: workersRole,
      using: sql`(select current_setting('app.scope', true)) = 'system'`,
      withCheck: sql`(select current_setting('app.scope', true)) = 'system'`,
    }),
  ],
).enableRLS();

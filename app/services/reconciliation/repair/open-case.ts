import { sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../../db/client.ts';
import { instantSql } from '../../../db/sql-time.ts';
import { isCurrency, money } from '../../../domain/money.ts';
import { differenceWords, reasonWords } from '../../../format/difference.ts';
import { formatMoney } from '../../../format/money.ts';
import { toJson } from '../../audit/to-json.ts';
import { alertStaff } from '../../notifications/alert-staff.ts';
import { queueNotifications } from '../../notifications/queue-notification.ts';
import type { ActionOf, PendingAction } from './pending-action.ts';

interface CaseToOpen {
  /** Taken if the case is opened. */
  id: string;
  pending: PendingAction;
  action: ActionOf<'propose_credit' | 'alert'>;
  now: Date;
}

/**
 * Puts a difference before a person, once while it stays the same, and tells staff of it when it did: a step that is done
 * again opens nothing and tells nothing, also when its case is gone by then. No money moves.
 */
export function openCase(db: QueryBuilder, { id, pending, action, now }: CaseToOpen): BatchItem<'pg'>[] {
  const { run_id: runId, difference_key: key, customer_id: customerId, detail } = pending;
  const [currency, amount] =
    action.type === 'propose_credit' ? [action.currency, action.amountMinor.toString()] : [null, null];
  return [
    db.execute(sql`
      insert into reconciliation_cases
        (id, run_id, difference_key, fingerprint, type, customer_id, currency, amount_minor, detail, status, created_at)
      values (${id}::uuid, ${runId}, ${key}, ${detail.fingerprint}, ${action.type}, ${customerId}::uuid,
        ${currency}, ${amount}::bigint, ${JSON.stringify(toJson({ action, state: detail.state }))}::jsonb, 'open',
        ${instantSql(now)})
      on conflict do nothing`),
    queueNotifications(db, {
      notifications: alertStaff({
        kind: `reconciliation.${action.type}`,
        key: `reconciliation-case:${id}`,
        title: titleOf(action, pending.customer_name),
        text: `${differenceWords(key)}: ${whyOf(action)}`,
        path: `/admin/billing/reconciliation/cases/${id}`,
      }),
      now,
      onlyIf: sql`exists (select from reconciliation_cases where id = ${id}::uuid)`,
    }),
  ];
}

function titleOf({ type }: CaseToOpen['action'], customerName: string | null): string {
  const what = type === 'alert' ? 'difference needs a person' : 'credit is proposed';
  return customerName === null ? `A ${what}` : `${customerName}: a ${what}`;
}

function whyOf(action: CaseToOpen['action']): string {
  if (action.type === 'alert') return reasonWords(action.reason);
  const { amountMinor, currency } = action;
  const amount = isCurrency(currency)
    ? formatMoney(money(amountMinor, currency), 'en-US')
    : `${amountMinor} ${currency}`;
  return `${reasonWords('stripe_bills_more')} It comes to ${amount}.`;
}

import { type SQL, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { QueryBuilder } from '../../../db/client.ts';
import { instantSql } from '../../../db/sql-time.ts';
import { isCurrency, money } from '../../../domain/money.ts';
import { differenceWords, reasonWords } from '../../../format/difference.ts';
import { formatMoney } from '../../../format/money.ts';
import { auditRow } from '../../audit/record.ts';
import { toJson } from '../../audit/to-json.ts';
import type { ServiceContext } from '../../context.ts';
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
 * again opens nothing and tells nothing, also when its case is gone by then. One that lies there as it was before is
 * followed by the new one. No money moves.
 */
export function openCase(
  ctx: ServiceContext,
  db: QueryBuilder,
  { id, pending, action, now }: CaseToOpen,
): BatchItem<'pg'>[] {
  const { run_id: runId, difference_key: key, customer_id: customerId, detail } = pending;
  const [currency, amount] =
    action.type === 'propose_credit' ? [action.currency, action.amountMinor.toString()] : [null, null];
  return [
    db.execute(sql`
      with opened as (
        insert into reconciliation_cases
          (id, run_id, difference_key, fingerprint, type, customer_id, currency, amount_minor, detail, status, created_at)
        values (${id}::uuid, ${runId}, ${key}, ${detail.fingerprint}, ${action.type}, ${customerId}::uuid,
          ${currency}, ${amount}::bigint, ${JSON.stringify(toJson({ action, state: detail.state }))}::jsonb, 'open',
          ${instantSql(now)})
        on conflict do nothing
        returning id, difference_key
      )
      ${followCases(ctx, now)}`),
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

/** Ends the open cases of what `opened` tells anew, each with its audit row. */
function followCases(ctx: ServiceContext, now: Date): SQL {
  const at = instantSql(now);
  const row = auditRow(ctx, {
    action: 'reconciliation.case_followed',
    objectType: 'reconciliation_case',
    objectId: '',
  });
  return sql`, followed as (
      update reconciliation_cases k set status = 'gone', gone_at = ${at},
        detail = k.detail || jsonb_build_object('followed_by', opened.id)
      from opened
      where k.difference_key = opened.difference_key and k.status = 'open'
      returning k.id, k.customer_id, opened.id as by_id
    )
    insert into billing_audit (occurred_at, actor_kind, actor_id, actor_role, action, object_type, object_id,
      customer_id, before, after, request_id, ip, user_agent)
    select ${at}, ${row.actorKind}, ${row.actorId}, ${row.actorRole}, ${row.action}, ${row.objectType}, id::text,
      customer_id, jsonb_build_object('status', 'open'), jsonb_build_object('status', 'gone', 'followedBy', by_id),
      ${row.requestId}, ${row.ip ?? null}::text, ${row.userAgent ?? null}::text
    from followed`;
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

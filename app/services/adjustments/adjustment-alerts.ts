import { money } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import type { NotificationToQueue } from '../notifications/queue-notification.ts';
import type { AdjustmentReason, PlannedAdjustment } from './planned-adjustment.ts';

const STAFF_LOCALE = 'en-US';

const WORDS: Readonly<Record<AdjustmentReason, string>> = {
  subscription_ended: 'The subscription has ended, so no next invoice carries it.',
  outside_subscription: 'No subscription ran in those hours.',
  no_invoice: 'The subscription ended without an invoice for that period.',
  invoice_void: 'The invoice of that period is void.',
  nothing_left_to_credit: 'Nothing that was billed is left to be given back.',
  capped: 'Only a part is given back: no more was billed.',
  credited_by_hand:
    'Somebody has given back something by hand, without naming a line or after it was settled before: nothing is made until a person has seen whether it was for the same. What is still owed is to be given back by hand.',
};

/** What staff is told, once for each adjustment that a person has to look at. */
export function adjustmentAlerts(adjustments: readonly PlannedAdjustment[]): NotificationToQueue[] {
  return adjustments.flatMap((adjustment) => {
    const { id, reason, customerName, component, description, uncappedMinor, amountMinor, currency } =
      adjustment;
    if (reason === null) return [];
    const openMinor = uncappedMinor - amountMinor;
    const open =
      openMinor === 0n ? '' : ` Left open: ${formatMoney(money(openMinor, currency), STAFF_LOCALE)}.`;
    const what = component === 'minimum' ? 'a minimum commitment' : 'late usage';
    const title = `${customerName}: ${what} needs a decision`;
    const text = `${description}. ${WORDS[reason]}${open}`;
    return alertStaff({ kind: 'adjustment.needs_decision', key: `adjustment:${id}:${reason}`, title, text });
  });
}

export function problemAlerts(problems: readonly string[]): NotificationToQueue[] {
  return problems.flatMap((text) =>
    alertStaff({
      kind: 'adjustment.blocked',
      key: `adjustment:blocked:${text}`,
      title: 'Late usage is stuck',
      text,
    }),
  );
}

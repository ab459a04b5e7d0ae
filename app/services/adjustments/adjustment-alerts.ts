import { money } from '../../domain/money.ts';
import { ADJUSTMENT_REASON_WORDS } from '../../format/adjustment-reason.ts';
import { formatMoney } from '../../format/money.ts';
import { alertStaff } from '../notifications/alert-staff.ts';
import type { NotificationToQueue } from '../notifications/queue-notification.ts';
import type { PlannedAdjustment } from './planned-adjustment.ts';

const STAFF_LOCALE = 'en-US';

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
    const text = `${description}. ${ADJUSTMENT_REASON_WORDS[reason]}${open}`;
    const path = `/admin/billing/late-usage/${id}`;
    return alertStaff({
      kind: 'adjustment.needs_decision',
      key: `adjustment:${id}:${reason}`,
      title,
      text,
      path,
    });
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

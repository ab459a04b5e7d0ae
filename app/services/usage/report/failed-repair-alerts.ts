import { alertStaff } from '../../notifications/alert-staff.ts';
import type { NotificationToQueue } from '../../notifications/queue-notification.ts';
import { isRepair } from './repair-identifier.ts';
import type { Settlement } from './settle-outbox.ts';

/** A repair that did not come through leaves the meter short, and nothing else bills what it was to put back. */
export function failedRepairAlerts(settlements: readonly Settlement[]): NotificationToQueue[] {
  return settlements.flatMap((settlement) => {
    const { row, outcome } = settlement;
    if ((outcome !== 'rejected' && outcome !== 'lapsed') || !isRepair(row.identifier)) return [];
    return alertStaff({
      kind: 'usage.repair_failed',
      key: `repair:${row.identifier}`,
      title: 'A repair of a meter failed',
      text: `${row.quantity_delta} ${row.metric} for ${row.hour.toISOString()} are not on the meter. ${settlement.message}`,
    });
  });
}

import { formatAge } from '../../format/dates.ts';
import { formatCount } from '../../format/metric.ts';
import type { AdminOverview, EventsHealth, UsageHealth } from '../../services/admin/overview.ts';
import type { Reader } from './admin-view.server.ts';
import type { TileView } from './admin-view.ts';

const STALE_AFTER_SECONDS = 2 * 3_600;

export function toTiles({ usage, events, dunningCases }: AdminOverview, reader: Reader): TileView[] {
  const retrying = dunningCases.filter(({ status }) => status === 'open').length;
  const pastDue = dunningCases.length - retrying;
  return [
    syncTile(usage, reader),
    outboxTile(usage, reader),
    eventsTile(events, reader),
    {
      label: 'Unpaid invoices',
      value: formatCount(dunningCases.length, reader.locale),
      note: dunningCases.length === 0 ? 'All collected' : `${retrying} retrying, ${pastDue} past due`,
      tone: pastDue > 0 ? 'danger' : retrying > 0 ? 'warning' : 'success',
    },
  ];
}

function syncTile({ syncedAt, ageSeconds, quarantined }: UsageHealth, { now }: Reader): TileView {
  const isLate = ageSeconds === null || ageSeconds > STALE_AFTER_SECONDS;
  return {
    label: 'Usage synced',
    value: syncedAt === null ? 'Never' : formatAge(syncedAt, now),
    note: quarantined === 0 ? 'Every row was taken' : `${quarantined} rows could not be taken`,
    to: '/admin/billing/quarantine',
    tone: isLate ? 'danger' : quarantined > 0 ? 'warning' : 'success',
  };
}

function outboxTile({ outbox: { pending, held, failed } }: UsageHealth, { locale }: Reader): TileView {
  return {
    label: 'To report to Stripe',
    value: formatCount(pending, locale),
    note: [`${held} held`, `${failed} failed`].join(', '),
    tone: failed > 0 ? 'danger' : 'success',
  };
}

function eventsTile({ due, waiting, dead, oldestDueAt }: EventsHealth, { now, locale }: Reader): TileView {
  const oldest = oldestDueAt === null ? '' : `, oldest ${formatAge(oldestDueAt, now)}`;
  return {
    label: 'Events to process',
    value: formatCount(due, locale),
    note: dead > 0 ? `${dead} dead, ${waiting} waiting` : `${waiting} waiting${oldest}`,
    tone: dead > 0 ? 'danger' : 'success',
  };
}

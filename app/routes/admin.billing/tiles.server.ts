import { formatAge } from '../../format/dates.ts';
import { formatCount } from '../../format/metric.ts';
import type {
  AdminOverview,
  EventsHealth,
  JobsHealth,
  ReviewsHealth,
  UsageHealth,
  WaitingForPeople,
} from '../../services/admin/overview.ts';
import type { SealState } from '../../services/audit/chain/select-seal-state.ts';
import type { DunningCaseRow } from '../../services/dunning/dunning-case-row.ts';
import type { Reader } from './admin-view.server.ts';
import type { TileView } from './admin-view.ts';

const STALE_AFTER_SECONDS = 2 * 3_600;
const EVENTS_LATE_AFTER_MS = 5 * 60_000;

export function toTiles(overview: AdminOverview, reader: Reader): TileView[] {
  return [
    syncTile(overview.usage, reader),
    unbilledTile(overview.usage, reader),
    eventsTile(overview.events, reader),
    deadTile(overview.events, reader),
    jobsTile(overview.jobs, reader),
    reviewsTile(overview.reviews, reader),
    unpaidTile(overview.dunningCases, reader),
    auditTile(overview.audit, reader),
    casesTile(overview.waiting, reader),
    migrationsTile(overview.waiting, reader),
  ];
}

function syncTile({ syncedAt, ageSeconds, quarantined }: UsageHealth, { now }: Reader): TileView {
  const isLate = ageSeconds === null || ageSeconds > STALE_AFTER_SECONDS;
  return {
    label: 'Usage synced',
    value: syncedAt === null ? 'Never' : formatAge(syncedAt, now),
    note: quarantined === 0 ? 'Every row was taken' : `${quarantined} rows could not be taken`,
    tone: isLate ? 'danger' : quarantined > 0 ? 'warning' : 'success',
    to: '/admin/billing/quarantine',
  };
}

function unbilledTile({ outbox, refused, unbilledHours }: UsageHealth, { locale }: Reader): TileView {
  const { pending, held } = outbox;
  const isRefused = refused.all > 0;
  const errors = isRefused
    ? `${formatCount(refused.all, locale)} refused by Stripe`
    : 'none refused by Stripe';
  return {
    label: 'Hours not billed yet',
    value: formatCount(pending + unbilledHours, locale),
    note: `${formatCount(held, locale)} came after their period closed, ${errors}`,
    tone: isRefused ? 'danger' : 'success',
    to: isRefused ? '#refused-hours-title' : '/admin/billing/jobs',
  };
}

function eventsTile({ due, waiting, oldestDueAt }: EventsHealth, { now, locale }: Reader): TileView {
  const isLate = oldestDueAt !== null && now.getTime() - oldestDueAt.getTime() > EVENTS_LATE_AFTER_MS;
  const oldest = oldestDueAt === null ? '' : `, oldest ${formatAge(oldestDueAt, now)}`;
  return {
    label: 'Events to process',
    value: formatCount(due, locale),
    note: `${waiting} waiting${oldest}`,
    tone: isLate ? 'warning' : 'success',
    to: '/admin/billing/events',
  };
}

function deadTile({ dead }: EventsHealth, { locale }: Reader): TileView {
  return {
    label: 'Dead letters',
    value: formatCount(dead, locale),
    note: dead === 0 ? 'None waits for a person' : 'Failed as often as we try',
    tone: dead > 0 ? 'danger' : 'success',
    to: '/admin/billing/events?status=dead',
  };
}

function jobsTile({ failing, failedLastDay }: JobsHealth, { locale }: Reader): TileView {
  return {
    label: 'Failing jobs',
    value: formatCount(failing.length, locale),
    note:
      failing.length > 0
        ? failing.join(', ')
        : `${formatCount(failedLastDay, locale)} failed ${failedLastDay === 1 ? 'run' : 'runs'} in 24 hours`,
    tone: failing.length > 0 ? 'danger' : failedLastDay > 0 ? 'warning' : 'success',
    to: '/admin/billing/jobs',
  };
}

function reviewsTile({ parked, flagged }: ReviewsHealth, { locale }: Reader): TileView {
  return {
    label: 'Parked invoices',
    value: formatCount(parked, locale),
    note: flagged === 0 ? 'None issued before we could look' : `${flagged} issued before we could look`,
    tone: parked + flagged > 0 ? 'warning' : 'success',
    to: '/admin/billing/reviews',
  };
}

function unpaidTile(cases: readonly DunningCaseRow[], { locale }: Reader): TileView {
  const retrying = cases.filter(({ status }) => status === 'open').length;
  const pastDue = cases.length - retrying;
  return {
    label: 'Unpaid invoices',
    value: formatCount(cases.length, locale),
    note: cases.length === 0 ? 'All collected' : `${retrying} retrying, ${pastDue} past due`,
    tone: pastDue > 0 ? 'danger' : retrying > 0 ? 'warning' : 'success',
    to: '#cases-title',
  };
}

function casesTile({ cases, oldestCaseAt }: WaitingForPeople, { now, locale }: Reader): TileView {
  return {
    label: 'Open cases',
    value: formatCount(cases, locale),
    note:
      oldestCaseAt === null ? 'No difference waits for a decision' : `Oldest ${formatAge(oldestCaseAt, now)}`,
    tone: cases > 0 ? 'warning' : 'success',
    to: cases > 0 ? '/admin/billing/reconciliation#cases-title' : '/admin/billing/reconciliation',
  };
}

function migrationsTile({ migrations }: WaitingForPeople, { locale }: Reader): TileView {
  const { queued, inProgress } = migrations;
  return {
    label: 'Migration requests',
    value: formatCount(queued, locale),
    note: inProgress === 0 ? 'None in progress' : `${formatCount(inProgress, locale)} in progress`,
    tone: queued > 0 ? 'warning' : inProgress > 0 ? 'info' : 'success',
    to: '/admin/billing/migrations',
  };
}

/** Sealing runs every few minutes, so what waits for an hour waits for a job that does not run. */
const LATE_SEAL_MS = 3_600_000;

function auditTile({ head, unsealed, lastCheck }: SealState, { now, locale }: Reader): TileView {
  const isBroken = lastCheck !== null && !lastCheck.isIntact;
  const isLate = unsealed > 0 && head !== null && now.getTime() - head.sealedAt.getTime() > LATE_SEAL_MS;
  const checked = lastCheck === null ? 'Not checked yet' : `Intact ${formatAge(lastCheck.at, now)}`;
  return {
    label: 'Audit rows sealed',
    value: formatCount(BigInt(head?.position ?? 0), locale),
    note: isBroken
      ? 'The last check failed'
      : isLate
        ? `${formatCount(unsealed, locale)} wait; the last sealing was ${formatAge(head.sealedAt, now)}`
        : checked,
    tone: isBroken ? 'danger' : isLate ? 'warning' : lastCheck === null ? 'neutral' : 'success',
    to: '/admin/billing/audit',
  };
}

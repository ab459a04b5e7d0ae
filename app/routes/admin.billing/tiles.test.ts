import { describe, expect, it } from 'vitest';
import type { AdminOverview } from '../../services/admin/overview.ts';
import type { DunningCaseRow } from '../../services/dunning/dunning-case-row.ts';
import { toTiles } from './tiles.server.ts';

const NOW = new Date('2026-11-22T18:24:00Z');

function overview(change: Partial<AdminOverview> = {}): AdminOverview {
  return {
    usage: {
      syncedAt: new Date('2026-11-22T18:05:00Z'),
      ageSeconds: 1_140,
      outbox: { pending: 0, held: 0 },
      refused: { all: 0, groups: [] },
      quarantined: 0,
      unbilledHours: 0,
    },
    events: { due: 0, waiting: 0, dead: 0, oldestDueAt: null, deadEvents: [] },
    jobRuns: [],
    dunningCases: [],
    alarms: [],
    meterErrors: [],
    reviews: { parked: 0, flagged: 0 },
    waiting: { cases: 0, oldestCaseAt: null, migrations: { queued: 0, inProgress: 0 } },
    jobs: { failing: [], failedLastDay: 0 },
    openAdjustments: { all: 0, rows: [], settled: [] },
    audit: {
      head: { position: '1200', hash: 'ab', sealedAt: NOW },
      unsealed: 0,
      lastCheck: { at: NOW, isIntact: true, error: null },
    },
    ...change,
  };
}

const dunningCase = (status: DunningCaseRow['status']) => ({ status }) as DunningCaseRow;

function tile(index: number, change: Partial<AdminOverview> = {}) {
  return toTiles(overview(change), { locale: 'en-US', now: NOW })[index];
}

describe('toTiles', () => {
  it('is fine all over when nothing is wrong', () => {
    const tiles = toTiles(overview(), { locale: 'en-US', now: NOW });
    expect(tiles.map(({ tone }) => tone)).toEqual(Array(10).fill('success'));
    expect(tiles[0]).toMatchObject({ value: '19 minutes ago', note: 'Every row was taken' });
  });

  it('a sync two hours and a second old needs attention, as does none at all', () => {
    const { usage } = overview();
    expect(tile(0, { usage: { ...usage, ageSeconds: 7_200 } })?.tone).toBe('success');
    expect(tile(0, { usage: { ...usage, ageSeconds: 7_201 } })?.tone).toBe('danger');
    expect(tile(0, { usage: { ...usage, syncedAt: null, ageSeconds: null } })).toMatchObject({
      value: 'Never',
      tone: 'danger',
    });
  });

  it('one dead event needs attention, a backlog tells its oldest and is late after five minutes', () => {
    const { events } = overview();
    expect(tile(3, { events: { ...events, dead: 1 } })).toMatchObject({ value: '1', tone: 'danger' });
    const late = (oldestDueAt: string) =>
      tile(2, { events: { ...events, due: 4, waiting: 2, oldestDueAt: new Date(oldestDueAt) } });
    expect(late('2026-11-22T18:21:00Z')).toMatchObject({
      value: '4',
      note: '2 waiting, oldest 3 minutes ago',
      tone: 'success',
    });
    expect(late('2026-11-22T18:18:59Z')?.tone).toBe('warning');
  });

  it('a refused hour needs attention; hours that wait are counted with those that nobody decided on', () => {
    const { usage } = overview();
    const outbox = { pending: 2, held: 3 };
    expect(tile(1, { usage: { ...usage, outbox, unbilledHours: 5 } })).toMatchObject({
      value: '7',
      note: '3 came after their period closed, none refused by Stripe',
      tone: 'success',
    });
    const refused = { all: 1, groups: [] };
    expect(tile(1, { usage: { ...usage, outbox, refused, unbilledHours: 5 } })).toMatchObject({
      value: '7',
      note: '3 came after their period closed, 1 refused by Stripe',
      tone: 'danger',
      to: '#refused-hours-title',
    });
  });

  it('names the jobs that fail', () => {
    expect(tile(4, { jobs: { failing: ['dunning', 'events'], failedLastDay: 9 } })).toMatchObject({
      value: '2',
      note: 'dunning, events',
      tone: 'danger',
    });
    expect(tile(4, { jobs: { failing: [], failedLastDay: 1 } })).toMatchObject({
      note: '1 failed run in 24 hours',
      tone: 'warning',
    });
  });

  it('counts parked invoices, and what is retried and what is past due', () => {
    expect(tile(5, { reviews: { parked: 2, flagged: 1 } })).toMatchObject({ value: '2', tone: 'warning' });
    const dunningCases = [dunningCase('open'), dunningCase('open'), dunningCase('exhausted')];
    expect(tile(6, { dunningCases })).toMatchObject({
      value: '3',
      note: '2 retrying, 1 past due',
      tone: 'danger',
    });
  });

  it('counts decisions and migration requests that wait for a person, and leads to them', () => {
    const { waiting } = overview();
    const oldestCaseAt = new Date('2026-11-20T18:24:00Z');
    expect(tile(8, { waiting: { ...waiting, cases: 3, oldestCaseAt } })).toMatchObject({
      value: '3',
      note: 'Oldest 2 days ago',
      tone: 'warning',
      to: '/admin/billing/reconciliation#cases-title',
    });
    expect(tile(9, { waiting: { ...waiting, migrations: { queued: 2, inProgress: 1 } } })).toMatchObject({
      value: '2',
      note: '1 in progress',
      tone: 'warning',
      to: '/admin/billing/migrations',
    });
  });

  it('a broken audit trail needs attention', () => {
    const { audit } = overview();
    expect(tile(7)).toMatchObject({ value: '1,200', note: 'Intact just now' });
    expect(tile(7, { audit: { ...audit, lastCheck: { at: NOW, isIntact: false, error: 'x' } } })?.tone).toBe(
      'danger',
    );
  });
});

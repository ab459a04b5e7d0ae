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
      outbox: { pending: 0, held: 0, failed: 0 },
      quarantined: 0,
    },
    events: { due: 0, waiting: 0, dead: 0, oldestDueAt: null, deadEvents: [] },
    jobRuns: [],
    dunningCases: [],
    alarms: [],
    customers: [],
    meterErrors: [],
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
    expect(tiles.map(({ tone }) => tone)).toEqual(['success', 'success', 'success', 'success']);
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

  it('one dead event needs attention, a backlog tells its oldest', () => {
    const { events } = overview();
    expect(tile(2, { events: { ...events, dead: 1, waiting: 2 } })).toMatchObject({
      note: '1 dead, 2 waiting',
      tone: 'danger',
    });
    const oldestDueAt = new Date('2026-11-22T18:21:00Z');
    expect(tile(2, { events: { ...events, due: 4, oldestDueAt } })).toMatchObject({
      value: '4',
      note: '0 waiting, oldest 3 minutes ago',
    });
  });

  it('counts what is retried and what is past due', () => {
    const dunningCases = [dunningCase('open'), dunningCase('open'), dunningCase('exhausted')];
    expect(tile(3, { dunningCases })).toMatchObject({
      value: '3',
      note: '2 retrying, 1 past due',
      tone: 'danger',
    });
  });
});

import { describe, expect, it } from 'vitest';
import { type DailyChartInput, passedOn, toDailyChartView } from './daily-chart-view.server.ts';

const period = { start: new Date('2025-11-01T00:00:00Z'), end: new Date('2025-12-01T00:00:00Z') };

function chart(change: Partial<DailyChartInput> = {}) {
  return toDailyChartView({
    metric: 'impressions',
    period,
    includedUnits: 250n,
    daily: [
      { day: '2025-11-01', quantity: 100n },
      { day: '2025-11-02', quantity: 200n },
      { day: '2025-11-03', quantity: 50n },
      { day: '2025-11-04', quantity: 0n },
    ],
    locale: 'en-US',
    ...change,
  });
}

describe('toDailyChartView', () => {
  it('splits the bar of the day that passes the limit: of 200 after 100, 150 are included and 50 over', () => {
    const [first, second, third, fourth] = chart().days;
    expect(first).toMatchObject({ overage: null, overageLabel: null });
    expect(second?.overageLabel).toBe('50');
    expect((second?.included?.height ?? 0) / (second?.overage?.height ?? 1)).toBeCloseTo(3, 1);
    expect(third).toMatchObject({ included: null, overageLabel: '50', runningTotalLabel: '350' });
    expect(fourth).toMatchObject({ included: null, overage: null });
  });

  it('gives each of the 30 days of the period its slot, also those to come', () => {
    const [first] = chart().days;
    expect(first?.slotWidth).toBeCloseTo(100 / 30, 1);
    expect(first?.slotX).toBeCloseTo(0, 1);
  });

  it('draws stacked bars from the ground up without a gap', () => {
    const second = chart().days[1];
    expect((second?.included?.y ?? 0) + (second?.included?.height ?? 0)).toBeCloseTo(192, 1);
    expect((second?.overage?.y ?? 0) + (second?.overage?.height ?? 0)).toBeCloseTo(
      second?.included?.y ?? 0,
      1,
    );
  });

  it('shows a trace of use as a bar of at least 1.5 px beside a day of a billion', () => {
    const { days } = chart({
      includedUnits: 10_000_000_000n,
      daily: [
        { day: '2025-11-01', quantity: 1n },
        { day: '2025-11-02', quantity: 1_000_000_000n },
      ],
    });
    expect(days[0]?.included?.height).toBe(1.5);
  });

  it('draws the even pace where it fits: 300 included over 30 days = 10 a day', () => {
    const { pace, gridlines } = chart({ includedUnits: 300n });
    expect(pace?.label).toBe('10 a day');
    const large = chart({ includedUnits: 10_000_000n, daily: [{ day: '2025-11-01', quantity: 9_000_000n }] });
    expect(large.pace?.label).toBe('333,333 a day');
    expect(pace?.y).toBeLessThan(gridlines[0]?.y ?? 0);
    expect(chart({ includedUnits: 0n }).pace).toBeNull();
  });

  it('says what it shows in one sentence', () => {
    expect(chart().summary).toBe(
      'Impressions by day: 350 impressions in 4 days, past the 250 included since Nov 2, 2025.',
    );
    expect(chart({ includedUnits: 1000n }).summary).toContain('within the 1,000 included');
  });

  it('stands on an empty period without a NaN', () => {
    const empty = chart({ daily: [], includedUnits: 0n });
    expect(JSON.stringify(empty)).not.toContain('null,"height"');
    expect(empty.gridlines.every(({ y }) => Number.isFinite(y))).toBe(true);
    expect(empty.ticks.length).toBeGreaterThan(3);
  });

  it('labels every seventh day and none at the very edge', () => {
    expect(chart().ticks.map(({ label }) => label)).toEqual(['Nov 1', 'Nov 8', 'Nov 15', 'Nov 22']);
  });
});

describe('passedOn', () => {
  it('is the first day above the limit, not the one that reaches it', () => {
    const daily = [
      { day: '2025-11-01', quantity: 100n },
      { day: '2025-11-02', quantity: 1n },
    ];
    expect(passedOn(daily, 100n)).toBe('2025-11-02');
    expect(passedOn(daily, 101n)).toBeNull();
  });

  it('says on the axis and at the bar from which hour a cut day counts, and until which', () => {
    const seam = { start: new Date('2025-11-01T10:00:00Z'), end: new Date('2025-11-04T09:00:00Z') };
    const { days, ticks } = chart({ period: seam });
    const plain = (label: string | undefined) => label?.replaceAll(/\s/g, ' ');
    expect(plain(ticks[0]?.label)).toBe('Nov 1, 10:00 AM');
    expect(days.map(({ shortDayLabel }) => plain(shortDayLabel))).toEqual([
      'Nov 1, from 10:00 AM UTC',
      'Nov 2',
      'Nov 3',
      'Nov 4, until 9:00 AM UTC',
    ]);
  });
});

import type { Metric } from '../../app/domain/metric.ts';

/** The shape of one publisher's traffic; everything else follows from it and from the hour. */
export interface TrafficProfile {
  /** Units of a thirty-day month at the time the demo is made; earlier months are smaller by `monthlyGrowth`. */
  readonly monthly: Readonly<Record<Metric, number>>;
  readonly monthlyGrowth: number;
  readonly peakHourUtc: number;
  /** Hours of the day with any traffic, around the peak: few for one country, many for the whole world. */
  readonly activeHours: number;
  /** Saturdays and Sundays against the other days. */
  readonly weekendFactor: number;
  /** Counted back from the day the demo is made. */
  readonly outageDaysAgo: number;
}

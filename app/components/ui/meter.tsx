/** What the bar shows, in percent of its own width. */
export interface MeterView {
  /** Filled with included units. */
  includedWidth: number;
  /** Filled with units beyond the limit, right after the included ones. */
  overageWidth: number;
  /** What is still to come by the period's end, from where the used part ends; zero where nothing is forecast. */
  expectedWidth: number;
  /** Where the limit is, when the bar is longer than the limit; null when its end is the limit. */
  limitAt: number | null;
  /** Share of the limit in whole percent, at most 100, for assistive technology. */
  valueNow: number;
  valueText: string;
}

/** The bar is the limit, or, where more was used or is to come, all of that, and the limit is a mark on it. */
export function Meter({ meter, label }: { meter: MeterView; label: string }) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={meter.valueNow}
      aria-valuetext={meter.valueText}
    >
      <svg aria-hidden="true" className="block h-2 w-full rounded-full">
        <rect width="100%" height="8" className="fill-well" />
        {meter.expectedWidth > 0 && (
          <rect
            x={`${meter.includedWidth + meter.overageWidth}%`}
            width={`${meter.expectedWidth}%`}
            height="8"
            className="fill-chart-included opacity-30"
          />
        )}
        <rect width={`${meter.includedWidth}%`} height="8" className="fill-chart-included" />
        {meter.overageWidth > 0 && (
          <rect
            x={`${meter.includedWidth}%`}
            width={`${meter.overageWidth}%`}
            height="8"
            className="fill-chart-overage"
          />
        )}
        {meter.limitAt !== null && (
          <rect x={`${meter.limitAt}%`} width="2" height="8" className="fill-strong" />
        )}
      </svg>
    </div>
  );
}

/** What the bar shows, in percent of its own width. */
export interface MeterView {
  /** Filled with included units. */
  includedWidth: number;
  /** Filled with units beyond the limit, right after the included ones. */
  overageWidth: number;
  /** Share of the limit in whole percent, at most 100, for assistive technology. */
  valueNow: number;
  valueText: string;
}

/** Within the limit the bar is the limit; beyond it the bar is all that was used, and the limit is a mark on it. */
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
        <rect width={`${meter.includedWidth}%`} height="8" className="fill-chart-included" />
        {meter.overageWidth > 0 && (
          <>
            <rect
              x={`${meter.includedWidth}%`}
              width={`${meter.overageWidth}%`}
              height="8"
              className="fill-chart-overage"
            />
            <rect x={`${meter.includedWidth}%`} width="2" height="8" className="fill-card" />
          </>
        )}
      </svg>
    </div>
  );
}

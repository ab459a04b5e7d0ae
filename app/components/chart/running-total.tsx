import type { RunningTotalView } from './running-total-view.ts';

const TICKS_HEIGHT = 24;

/** Drawn on the server: the paths stretch with the plot, the words do not. */
export function RunningTotal({ chart }: { chart: RunningTotalView }) {
  const { height, actual, expected, limit } = chart;
  return (
    <div className="flex">
      <svg aria-hidden="true" width="56" height={height} className="shrink-0 overflow-visible">
        {chart.gridlines.map(({ y, label }) => (
          <text
            key={y}
            x="46"
            y={`${y}%`}
            dy="4"
            textAnchor="end"
            className="fill-muted text-xs tabular-nums"
          >
            {label}
          </text>
        ))}
      </svg>
      <svg
        role="img"
        aria-label={chart.summary}
        height={height + TICKS_HEIGHT}
        className="min-w-0 flex-1 overflow-visible"
      >
        <svg width="100%" height={height} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {chart.gridlines.map(({ y }) => (
            <path
              key={y}
              d={`M 0 ${y} L 100 ${y}`}
              vectorEffect="non-scaling-stroke"
              className="stroke-chart-grid"
            />
          ))}
          {expected && (
            <>
              <path d={expected.band} className="fill-chart-included opacity-20" />
              <path
                d={expected.course}
                vectorEffect="non-scaling-stroke"
                strokeDasharray="4 3"
                strokeWidth="2"
                className="fill-none stroke-chart-included"
              />
            </>
          )}
          <path
            d={actual}
            vectorEffect="non-scaling-stroke"
            strokeWidth="2"
            strokeLinejoin="round"
            className="fill-none stroke-chart-included"
          />
          {limit && (
            <path
              d={`M 0 ${limit.y} L 100 ${limit.y}`}
              vectorEffect="non-scaling-stroke"
              strokeWidth="1.5"
              className="fill-none stroke-chart-overage"
            />
          )}
        </svg>
        {chart.ticks.map(({ x, label }) => (
          <text
            key={label}
            x={`${x}%`}
            y={height + TICKS_HEIGHT - 6}
            textAnchor="middle"
            className="fill-muted text-xs tabular-nums"
          >
            {label}
          </text>
        ))}
      </svg>
    </div>
  );
}

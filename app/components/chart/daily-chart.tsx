import type { DailyChartView, DayView } from './daily-chart-view.ts';
import { DayTip } from './day-tip.tsx';

const TICKS_HEIGHT = 24;
const BAR_RADIUS = 2;

/** Drawn on the server in percents and pixels, so it fits every width without a script and text never scales. */
export function DailyChart({ chart }: { chart: DailyChartView }) {
  return (
    <div className="flex">
      <svg aria-hidden="true" width="56" height={chart.height} className="shrink-0 overflow-visible">
        {chart.gridlines.map(({ y, label }) => (
          <text key={y} x="46" y={y} dy="4" textAnchor="end" className="fill-muted text-xs tabular-nums">
            {label}
          </text>
        ))}
      </svg>
      <svg
        role="img"
        aria-label={chart.summary}
        height={chart.height + TICKS_HEIGHT}
        className="min-w-0 flex-1 overflow-visible"
      >
        <Gridlines chart={chart} />
        {chart.days.map((day) => (
          <Bar key={day.day} day={day} />
        ))}
        {chart.pace && (
          <line
            x1="0"
            x2="100%"
            y1={chart.pace.y}
            y2={chart.pace.y}
            strokeDasharray="4 4"
            className="stroke-chart-pace"
          />
        )}
        {chart.days.map((day) => (
          <DayTip key={day.day} day={day} height={chart.height} />
        ))}
      </svg>
    </div>
  );
}

function Gridlines({ chart }: { chart: DailyChartView }) {
  return (
    <g>
      {chart.gridlines.map(({ y }) => (
        <line key={y} x1="0" x2="100%" y1={y} y2={y} className="stroke-chart-grid" />
      ))}
      {chart.ticks.map(({ x, label }) => (
        <text
          key={label}
          x={`${x}%`}
          y={chart.height + TICKS_HEIGHT - 6}
          textAnchor="middle"
          className="fill-muted text-xs tabular-nums"
        >
          {label}
        </text>
      ))}
    </g>
  );
}

function Bar({ day }: { day: DayView }) {
  const place = { x: `${day.x}%`, width: `${day.width}%`, rx: BAR_RADIUS };
  return (
    <>
      {day.included && <rect {...place} {...day.included} className="fill-chart-included" />}
      {day.overage && <rect {...place} {...day.overage} className="fill-chart-overage" />}
    </>
  );
}

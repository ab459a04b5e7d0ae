import type { DayView } from './daily-chart-view.ts';

const WIDTH = 172;
const LINE = 20;
const PADDING = 12;

const OFFSETS = { start: -4, middle: -WIDTH / 2, end: -WIDTH + 4 };

/** Shown by CSS alone while the pointer is over the day's column. The table under the chart says the same in words. */
export function DayTip({ day, height }: { day: DayView; height: number }) {
  const lines = [day.quantityLabel, ...(day.overageLabel === null ? [] : [`${day.overageLabel} over`])];
  const left = OFFSETS[day.tip];
  return (
    <g className="group">
      <rect
        x={`${day.slotX}%`}
        width={`${day.slotWidth}%`}
        height={height}
        className="fill-transparent group-hover:fill-strong/5"
      />
      <svg
        x={`${day.slotX + day.slotWidth / 2}%`}
        y="-8"
        aria-hidden="true"
        className="pointer-events-none hidden overflow-visible group-hover:block"
      >
        <rect
          x={left}
          width={WIDTH}
          height={LINE * (lines.length + 1) + PADDING}
          rx="8"
          className="fill-raised stroke-divider drop-shadow-md"
        />
        <text x={left + PADDING} y={LINE} className="fill-muted text-xs">
          {day.dayLabel}
        </text>
        {lines.map((line, index) => (
          <text
            key={line}
            x={left + PADDING}
            y={LINE * (index + 2)}
            className="fill-strong font-medium text-xs tabular-nums"
          >
            {line}
          </text>
        ))}
      </svg>
    </g>
  );
}

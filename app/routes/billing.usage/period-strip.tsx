import { Link, useSearchParams } from '@remix-run/react';
import { Card } from '../../components/ui/card.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import type { PeriodChoice, PeriodStripView } from './period-strip-view.ts';

/** So many fit on a phone. */
const NARROW_CHOICES = 6;

/** The last twelve periods, each a bar of what it came to and a link to its usage. */
export function PeriodStrip({ strip }: { strip: PeriodStripView }) {
  const [search] = useSearchParams();
  if (strip.choices.length < 2) return null;
  function pathOf({ start, isRunning }: PeriodChoice): string {
    const next = new URLSearchParams(search);
    if (isRunning) next.delete('period_start');
    else next.set('period_start', start);
    return `/billing/usage?${next}`;
  }
  return (
    <Card className="mb-6">
      <nav aria-label="Billing periods">
        <ol className="flex gap-1 px-3 pt-3 pb-2 md:px-4">
          {strip.choices.map((choice, index) => (
            <li
              key={choice.start}
              className={classNames(
                'min-w-0 flex-1',
                index < strip.choices.length - NARROW_CHOICES && !choice.isShown && 'max-md:hidden',
              )}
            >
              <Link
                to={pathOf(choice)}
                preventScrollReset
                aria-current={choice.isShown ? 'true' : undefined}
                aria-label={`${shortName(choice)}, ${longName(choice)}`}
                title={longName(choice)}
                className={classNames(
                  'flex flex-col items-stretch gap-1.5 rounded-md px-1 pt-2 pb-1 text-center text-xs',
                  choice.isShown ? 'bg-selected font-medium text-on-selected' : 'text-muted hover:bg-hover',
                )}
              >
                <span aria-hidden="true" className="flex h-10 items-end justify-center">
                  <svg aria-hidden="true" className="h-full w-full max-w-8">
                    <rect
                      width="100%"
                      y={`${100 - choice.height}%`}
                      height={`${choice.height}%`}
                      rx="3"
                      className={classNames(
                        choice.isRunning ? 'fill-chart-pace' : 'fill-chart-included',
                        !choice.isShown && 'opacity-60',
                      )}
                    />
                  </svg>
                </span>
                <span aria-hidden="true" className="truncate">
                  {shortName(choice)}
                </span>
              </Link>
            </li>
          ))}
        </ol>
      </nav>
    </Card>
  );
}

/** What stands under the bar. The spoken name begins with it, so that who speaks to the page can say what is read. */
function shortName({ isRunning, month }: PeriodChoice): string {
  return isRunning ? 'Now' : month;
}

function longName({ label, total }: PeriodChoice): string {
  return `${label}: ${total ?? 'not invoiced'}`;
}

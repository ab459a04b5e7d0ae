import { classNames } from '../../components/ui/class-names.ts';
import type { Freshness } from './usage-view.ts';

export function AsOf({ freshness }: { freshness: Freshness }) {
  const { state, age, instant, label } = freshness;
  return (
    <p className="flex items-center gap-2 text-muted text-sm">
      <span
        aria-hidden="true"
        className={classNames('size-2 rounded-full', state === 'fresh' ? 'bg-success' : 'bg-warning')}
      />
      {instant === null ? (
        'Not synced yet'
      ) : (
        <span>
          As of{' '}
          <time dateTime={instant} className="text-strong tabular-nums">
            {label}
          </time>{' '}
          ({age})
        </span>
      )}
    </p>
  );
}

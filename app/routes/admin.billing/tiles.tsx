import { Link } from '@remix-run/react';
import { Card } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import type { TileView } from './admin-view.ts';

const DOTS: Readonly<Record<TileView['tone'], string>> = {
  success: 'bg-success',
  warning: 'bg-warning',
  danger: 'bg-danger',
  info: 'bg-info',
  neutral: 'bg-faint',
};

const WORDS: Readonly<Record<TileView['tone'], string>> = {
  success: 'fine',
  warning: 'worth a look',
  danger: 'act now',
  info: 'in progress',
  neutral: 'unknown',
};

export function Tiles({ tiles }: { tiles: readonly TileView[] }) {
  return (
    <Card>
      <dl className="grid gap-px overflow-hidden rounded-lg bg-divider sm:grid-cols-2 xl:grid-cols-5">
        {tiles.map(({ label, value, note, to, tone }) => (
          <div key={label} className="bg-card px-4 py-5 md:px-6 xl:px-5">
            <dt className="flex flex-wrap items-center gap-x-2 text-muted text-sm">
              {tone !== 'danger' && tone !== 'warning' && (
                <span aria-hidden="true" className={classNames('size-2 rounded-full', DOTS[tone])} />
              )}
              <Link to={to} className="whitespace-nowrap rounded-sm hover:text-link-hover hover:underline">
                {label}
              </Link>
              {tone !== 'danger' && tone !== 'warning' && <span className="sr-only">({WORDS[tone]})</span>}
            </dt>
            <dd className="mt-1 flex flex-wrap items-center justify-between gap-x-2">
              <span className="font-semibold text-lg tabular-nums tracking-tight">{value}</span>
              {(tone === 'danger' || tone === 'warning') && <Chip tone={tone}>{WORDS[tone]}</Chip>}
            </dd>
            <dd className="text-muted text-xs tabular-nums">{note}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

import { Link, useSearchParams } from '@remix-run/react';
import { Download } from 'lucide-react';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { explainPath, exportPath, type MetricOfPeriod } from './usage-paths.ts';

/** From a metric to what is behind it: its charge step by step, and its hourly rows. */
export function MetricLinks({ of, label }: { of: MetricOfPeriod; label: string }) {
  const [search] = useSearchParams();
  return (
    <p className="no-print mt-4 flex flex-wrap gap-x-5 gap-y-1 text-sm">
      <Link to={explainPath(of, search)} aria-label={`Explain ${label}`} className={LINK_CLASS}>
        Explain
      </Link>
      <a
        href={exportPath(of, search)}
        download
        aria-label={`Hourly rows as CSV: ${label}`}
        className={`${LINK_CLASS} inline-flex items-center gap-1.5`}
      >
        <Download aria-hidden="true" className="size-4" />
        Hourly rows as CSV
      </a>
    </p>
  );
}

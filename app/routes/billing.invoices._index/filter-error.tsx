import { Link, useSearchParams } from '@remix-run/react';
import { FileWarning } from 'lucide-react';
import { buttonClass } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import type { FieldError } from '../../domain/errors.ts';
import { customerQuery } from '../../pages/customer-query.ts';

const FIELD_LABELS: Readonly<Record<string, string>> = {
  status: 'Status',
  start_date: 'From',
  end_date: 'To',
  page: 'Page',
  limit: 'Invoices per page',
};

export function FilterError({ errors }: { errors: readonly FieldError[] }) {
  const [search] = useSearchParams();
  return (
    <Card>
      <EmptyState
        icon={FileWarning}
        title="This filter cannot be used"
        action={
          <Link to={customerQuery(search) || '?'} className={buttonClass()}>
            Show all invoices
          </Link>
        }
      >
        <div role="alert">
          <ul className="space-y-1">
            {errors.map(({ path, message }) => (
              <li key={`${path}:${message}`}>
                <span className="font-medium text-strong">{FIELD_LABELS[path] ?? path}</span>{' '}
                <span className="font-mono text-xs">({path})</span> {message}.
              </li>
            ))}
          </ul>
        </div>
      </EmptyState>
    </Card>
  );
}

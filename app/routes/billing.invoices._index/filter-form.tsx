import { Form, Link, useSearchParams, useSubmit } from '@remix-run/react';
import type { FormEvent, ReactNode } from 'react';
import { Button, buttonClass } from '../../components/ui/button.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import { Select } from '../../components/ui/select.tsx';
import type { FieldError } from '../../domain/errors.ts';
import { CUSTOMER_PARAM, customerQuery } from '../../pages/customer-query.ts';
import type { InvoiceFilters } from './invoices-view.ts';

const STATUSES = [
  { value: '', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'paid', label: 'Paid' },
  { value: 'void', label: 'Void' },
  { value: 'uncollectible', label: 'Uncollectible' },
] as const;

const FIELD_CLASS =
  'h-10 w-full rounded-md border bg-card px-3 text-sm text-strong shadow-1 transition-colors hover:border-faint md:w-auto';

interface FilterFormProps {
  filters: InvoiceFilters;
  errors: readonly FieldError[];
  /** The form stands twice in the page; its fields' ids do not. */
  idPrefix: string;
  onSubmit?: () => void;
}

export function FilterForm({ filters, errors, idPrefix, onSubmit }: FilterFormProps) {
  const [search] = useSearchParams();
  const submit = useSubmit();
  const customerId = search.get(CUSTOMER_PARAM);
  const isKnownStatus = STATUSES.some(({ value }) => value === filters.status);
  const field = (name: keyof InvoiceFilters) => ({
    id: `${idPrefix}-${name}`,
    name,
    'aria-invalid': errors.some(({ path }) => path === name),
    className: classNames(
      FIELD_CLASS,
      errors.some(({ path }) => path === name) ? 'border-danger' : 'border-edge',
    ),
  });
  /** Without a script the empty fields go along, and mean nothing. */
  function submitFilled(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]);
    submit(new URLSearchParams(fields.filter(([, value]) => value !== '')));
    onSubmit?.();
  }
  return (
    <Form
      key={search.toString()}
      method="get"
      onSubmit={submitFilled}
      className="flex flex-col gap-4 md:flex-row md:flex-wrap md:items-end"
    >
      {customerId !== null && <input type="hidden" name={CUSTOMER_PARAM} value={customerId} />}
      <Field label="Status" htmlFor={`${idPrefix}-status`}>
        <Select {...field('status')} defaultValue={filters.status}>
          {!isKnownStatus && <option value={filters.status}>{filters.status}</option>}
          {STATUSES.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="From" htmlFor={`${idPrefix}-start_date`}>
        <input type="date" {...field('start_date')} defaultValue={dateOnly(filters.start_date)} />
      </Field>
      <Field label="To" htmlFor={`${idPrefix}-end_date`}>
        <input type="date" {...field('end_date')} defaultValue={dateOnly(filters.end_date)} />
      </Field>
      <div className="flex items-center gap-2">
        <Button>Apply</Button>
        {Object.values(filters).some((value) => value !== '') && (
          <Link to={customerQuery(search) || '?'} className={buttonClass({ kind: 'quiet' })}>
            Clear
          </Link>
        )}
      </div>
    </Form>
  );
}

/** The control takes days; an instant in the address is shown by its day, anything else not at all. */
function dateOnly(value: string): string {
  return /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? '';
}

function Field({ label, htmlFor, children }: { label: string; htmlFor: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={htmlFor} className="font-medium text-muted text-xs">
        {label}
      </label>
      {children}
    </div>
  );
}

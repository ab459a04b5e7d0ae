import { Form, Link } from '@remix-run/react';
import { Button, buttonClass } from '../../components/ui/button.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import { Select } from '../../components/ui/select.tsx';
import type { FieldError } from '../../domain/errors.ts';
import { AUDIT_FILTERS, type AuditFilter } from './audit-view.ts';

const LABELS: Readonly<Record<AuditFilter, string>> = {
  actor: 'Actor',
  role: 'Role',
  action: 'Action',
  object_type: 'Object type',
  object_id: 'Object id',
  customer_id: 'Customer id',
  request_id: 'Request id',
  from: 'From',
  to: 'To',
};

const HINTS: Partial<Record<AuditFilter, string>> = {
  actor: 'user id or job:dunning, or its beginning',
  action: 'invoice, or invoice.mirrored',
  object_id: 'in_1Q, or all of it',
  object_type: 'invoice',
};

const ROLES = ['admin', 'readonly', 'publisher', 'system'];

export type AuditFilterValues = Readonly<Partial<Record<AuditFilter, string>>>;

/** Works without a script: empty fields go along and mean nothing. */
export function FilterForm({ values, errors }: { values: AuditFilterValues; errors: readonly FieldError[] }) {
  const isFiltered = Object.keys(values).length > 0;
  return (
    <details open={isFiltered} className="group border-divider border-b">
      <summary className="flex h-12 list-none items-center gap-2 px-4 font-medium text-sm hover:bg-hover md:px-6">
        <span aria-hidden="true" className="text-muted transition-transform group-open:rotate-90">
          ›
        </span>
        Filters
        {isFiltered && <span className="text-muted">({Object.keys(values).length})</span>}
      </summary>
      <Form
        key={JSON.stringify(values)}
        method="get"
        className="grid gap-4 px-4 pb-4 sm:grid-cols-2 md:px-6 lg:grid-cols-3"
      >
        {AUDIT_FILTERS.map((name) => (
          <FilterField
            key={name}
            name={name}
            value={values[name] ?? ''}
            error={errors.find(({ path }) => path === name)?.message}
          />
        ))}
        <div className="flex items-center gap-2 sm:col-span-2 lg:col-span-3">
          <Button>Apply</Button>
          {isFiltered && (
            <Link to="/admin/billing/audit" className={buttonClass({ kind: 'quiet' })}>
              Clear
            </Link>
          )}
        </div>
      </Form>
    </details>
  );
}

function FilterField({
  name,
  value,
  error,
}: {
  name: AuditFilter;
  value: string;
  error: string | undefined;
}) {
  const attributes = {
    id: `filter-${name}`,
    name,
    defaultValue: value,
    'aria-invalid': error !== undefined,
    'aria-describedby': error === undefined ? undefined : `filter-${name}-error`,
    className: classNames(
      'h-10 w-full rounded-md border bg-card px-3 text-sm text-strong shadow-1 hover:border-faint placeholder:text-faint',
      error === undefined ? 'border-edge' : 'border-danger',
    ),
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={attributes.id} className="font-medium text-muted text-xs">
        {LABELS[name]}
      </label>
      {name === 'role' ? (
        <Select {...attributes}>
          <option value="">Anyone</option>
          {ROLES.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </Select>
      ) : (
        <input
          {...attributes}
          type={(name === 'from' || name === 'to') && !value.includes('T') ? 'date' : 'text'}
          placeholder={HINTS[name]}
          spellCheck={false}
          autoComplete="off"
        />
      )}
      {error !== undefined && (
        <p id={`filter-${name}-error`} className="text-on-danger text-xs">
          {LABELS[name]} {error}.
        </p>
      )}
    </div>
  );
}

import { Form, Link } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import { Field } from '../../components/ui/field.tsx';
import type { EventFields } from './events-query.ts';

export interface StatusTab {
  label: string;
  count: string | null;
  to: string;
  isCurrent: boolean;
}

interface EventFiltersProps {
  tabs: readonly StatusTab[];
  fields: EventFields;
}

/** Statuses as links, the rest as a form: all of it works without a script. */
export function EventFilters({ tabs, fields }: EventFiltersProps) {
  return (
    <div className="mb-4 space-y-4">
      <nav aria-label="Events by status">
        <ul className="flex flex-wrap gap-2">
          {tabs.map(({ label, count, to, isCurrent }) => (
            <li key={label}>
              <Link
                to={to}
                aria-current={isCurrent ? 'page' : undefined}
                className={classNames(
                  'inline-flex h-8 items-center gap-2 rounded-full border px-3 text-sm tabular-nums transition-colors hover:bg-hover',
                  isCurrent ? 'border-strong font-medium text-strong' : 'border-edge text-muted',
                )}
              >
                {label}
                {count !== null && <span>{count}</span>}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Form
        key={JSON.stringify(fields)}
        method="get"
        className="grid gap-4 sm:grid-cols-2 lg:flex lg:items-end"
      >
        {fields.status !== '' && <input type="hidden" name="status" value={fields.status} />}
        <Field id="type" label="Type">
          {(attributes) => (
            <input
              {...attributes}
              name="type"
              defaultValue={fields.type}
              placeholder="invoice.paid, or a part of it"
              maxLength={100}
            />
          )}
        </Field>
        <div className="lg:w-72">
          <Field id="q" label="Customer, or beginning of an id">
            {(attributes) => (
              <input
                {...attributes}
                name="q"
                defaultValue={fields.q}
                placeholder="Lumen Play, evt_…, in_…, cus_…"
                maxLength={100}
              />
            )}
          </Field>
        </div>
        {(['from', 'to'] as const).map((name) => (
          <Field key={name} id={name} label={name === 'from' ? 'Received from' : 'Received until'}>
            {(attributes) => <input {...attributes} type="date" name={name} defaultValue={fields[name]} />}
          </Field>
        ))}
        <Button>Apply</Button>
      </Form>
    </div>
  );
}

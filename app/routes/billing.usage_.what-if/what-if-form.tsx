import { Form, Link, useSearchParams } from '@remix-run/react';
import { Button, buttonClass } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Field } from '../../components/ui/field.tsx';
import type { FieldError } from '../../domain/errors.ts';
import { CUSTOMER_PARAM, customerQuery } from '../../pages/customer-query.ts';
import type { WhatIfFormValues } from './what-if-form-values.ts';

const VOLUMES = [
  { name: 'impressions', label: 'Impressions a period', inputMode: 'numeric' },
  { name: 'api_calls', label: 'API calls a period', inputMode: 'numeric' },
  { name: 'data_transfer_gb', label: 'GB transferred a period', inputMode: 'decimal' },
] as const;

export function WhatIfForm({ values, errors }: { values: WhatIfFormValues; errors: readonly FieldError[] }) {
  const [search] = useSearchParams();
  const customerId = search.get(CUSTOMER_PARAM);
  const errorOf = (name: string) => errors.find(({ path }) => path === name)?.message;
  const hasVolumes = VOLUMES.some(({ name }) => values[name] !== '');
  return (
    <Card labelledBy="form-title">
      <CardHeader id="form-title" title="What to compare">
        The last closed periods, or volumes of your own. A volume left empty stays as it was on average in
        these periods.
      </CardHeader>
      <Form key={search.toString()} method="get" className="px-4 pb-5 md:px-6">
        {customerId !== null && <input type="hidden" name={CUSTOMER_PARAM} value={customerId} />}
        <div className="grid items-start gap-4 sm:grid-cols-2 xl:grid-cols-4">
          <Field id="periods" label="Closed periods" error={errorOf('periods')} hint="1 to 12">
            {(attributes) => (
              <input {...attributes} name="periods" inputMode="numeric" defaultValue={values.periods} />
            )}
          </Field>
          {VOLUMES.map(({ name, label, inputMode }) => (
            <Field key={name} id={name} label={label} error={errorOf(name)}>
              {(attributes) => (
                <input
                  {...attributes}
                  name={name}
                  inputMode={inputMode}
                  autoComplete="off"
                  defaultValue={values[name]}
                  placeholder="As on average"
                />
              )}
            </Field>
          ))}
        </div>
        <div className="mt-4 flex flex-wrap items-center gap-2">
          <Button kind="primary">Compare plans</Button>
          {(hasVolumes || errors.length > 0) && (
            <Link to={customerQuery(search) || '?'} className={buttonClass({ kind: 'quiet' })}>
              Back to what was used
            </Link>
          )}
        </div>
      </Form>
    </Card>
  );
}

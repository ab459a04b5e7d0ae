import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { METRICS } from '../../domain/metric.ts';
import { METRIC_WORDS } from '../../format/metric.ts';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import { FoldedFields } from './folded-fields.tsx';
import { PeriodFields } from './period-fields.tsx';
import type { ThresholdView } from './runs-view.ts';
import { ThresholdFields } from './threshold-fields.tsx';

interface StartFormProps {
  defaultTolerance: string;
  thresholds: readonly ThresholdView[];
  requestKey: string;
  refusal: FormRefusal | null;
}

export function StartForm({ defaultTolerance, thresholds, requestKey, refusal }: StartFormProps) {
  const isSending = useNavigation().state !== 'idle';
  return (
    <Card labelledBy="start-title">
      <CardHeader id="start-title" title="Reconcile now">
        Asks Stripe for every meter, invoice, payment, refund, subscription and customer. Changes nothing.
      </CardHeader>
      <Form method="post" noValidate className="space-y-4 px-4 pb-5 md:px-6">
        <CsrfField />
        <input type="hidden" name="key" value={requestKey} />
        {refusal !== null && refusal.fields.length === 0 && <Notice tone="danger" title={refusal.message} />}
        <div className="grid items-start gap-4 md:grid-cols-2">
          <Field
            id="customer"
            label="Publisher id"
            error={fieldError(refusal, 'customer_id')}
            hint="Empty for all publishers"
          >
            {(attributes) => <input {...attributes} name="customer" autoComplete="off" />}
          </Field>
          <Field
            id="tolerance"
            label="Tolerance in percent"
            error={fieldError(refusal, 'tolerance_percent')}
            hint="Of units and of what they cost, 0 to 100"
          >
            {(attributes) => (
              <input {...attributes} name="tolerance" inputMode="decimal" defaultValue={defaultTolerance} />
            )}
          </Field>
        </div>
        <PeriodFields refusal={refusal} />
        <MeterTolerances refusal={refusal} />
        <ThresholdFields thresholds={thresholds} refusal={refusal} />
        <div>
          <label className="flex items-start gap-2.5 text-sm" htmlFor="acknowledged">
            <input
              id="acknowledged"
              type="checkbox"
              name="acknowledged"
              value="yes"
              className="mt-1 size-4"
              aria-invalid={fieldError(refusal, 'acknowledged') !== undefined}
              aria-describedby="acknowledged-error"
            />
            <span>I know that this reads from Stripe at its rate limit and may take minutes.</span>
          </label>
          <p id="acknowledged-error" className="mt-1 text-on-danger text-sm">
            {fieldError(refusal, 'acknowledged')}
          </p>
        </div>
        <Button kind="primary" disabled={isSending}>
          {isSending ? 'Comparing…' : 'Start reconciliation'}
        </Button>
      </Form>
    </Card>
  );
}

function MeterTolerances({ refusal }: { refusal: FormRefusal | null }) {
  return (
    <FoldedFields title="Another tolerance for single meters" refusal={refusal} paths={['meter_tolerances.']}>
      <div className="grid items-start gap-4 md:grid-cols-3">
        {METRICS.map((metric) => (
          <Field
            key={metric}
            id={`tolerance-${metric}`}
            label={METRIC_WORDS[metric].label}
            error={fieldError(refusal, `meter_tolerances.${metric}`)}
            hint="Percent; empty for the tolerance above"
          >
            {(attributes) => <input {...attributes} name={`tolerance_${metric}`} inputMode="decimal" />}
          </Field>
        ))}
      </div>
    </FoldedFields>
  );
}

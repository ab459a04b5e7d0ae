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
import type { GivenValues } from './given-values.ts';
import { PeriodFields } from './period-fields.tsx';
import { PublisherField } from './publisher-field.tsx';
import type { PublisherChoice } from './resolve-publisher.server.ts';
import type { ThresholdView } from './runs-view.ts';
import { ThresholdFields } from './threshold-fields.tsx';

interface StartFormProps {
  defaultTolerance: string;
  thresholds: readonly ThresholdView[];
  requestKey: string;
  refusal: FormRefusal | null;
  /** Publishers that the text sent may mean. */
  choices: readonly PublisherChoice[];
  given: GivenValues;
}

export function StartForm({
  defaultTolerance,
  thresholds,
  requestKey,
  refusal,
  choices,
  given,
}: StartFormProps) {
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
          <PublisherField text={given.customer ?? ''} choices={choices} refusal={refusal} />
          <Field
            id="tolerance"
            label="Tolerance in percent"
            error={fieldError(refusal, 'tolerance_percent')}
            hint="Of units and of what they cost, 0 to 100"
          >
            {(attributes) => (
              <input
                {...attributes}
                name="tolerance"
                inputMode="decimal"
                defaultValue={given.tolerance ?? defaultTolerance}
              />
            )}
          </Field>
        </div>
        <PeriodFields refusal={refusal} given={given} />
        <MeterTolerances refusal={refusal} given={given} />
        <ThresholdFields thresholds={thresholds} refusal={refusal} given={given} />
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

function MeterTolerances({ refusal, given }: { refusal: FormRefusal | null; given: GivenValues }) {
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
            {(attributes) => (
              <input
                {...attributes}
                name={`tolerance_${metric}`}
                inputMode="decimal"
                defaultValue={given[`tolerance_${metric}`]}
              />
            )}
          </Field>
        ))}
      </div>
    </FoldedFields>
  );
}

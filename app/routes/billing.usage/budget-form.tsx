import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { Select } from '../../components/ui/select.tsx';
import { DEFAULT_BUDGET_STEPS } from '../../domain/budget-steps.ts';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import type { BudgetFormValues } from './read-budget-form.ts';

export interface SubmittedBudget {
  refusal: FormRefusal;
  values: BudgetFormValues;
}

export function BudgetForm({ currency, submitted }: { currency: string; submitted: SubmittedBudget | null }) {
  const isSending = useNavigation().formData?.get('intent') === 'create-budget';
  const refusal = submitted?.refusal ?? null;
  const values = submitted?.values;
  const stepsError =
    fieldError(refusal, 'steps') ?? refusal?.fields.find(({ path }) => path.startsWith('steps.'))?.message;
  return (
    <Form method="post" noValidate className="space-y-4 border-divider border-t px-4 py-5 md:px-6">
      <CsrfField />
      <input type="hidden" name="intent" value="create-budget" />
      <input type="hidden" name="currency" value={currency} />
      {refusal !== null && refusal.fields.length === 0 && <Notice tone="danger" title={refusal.message} />}
      <div className="grid gap-4 md:grid-cols-2">
        <Field id="budget-name" label="Name" error={fieldError(refusal, 'name')}>
          {(attributes) => (
            <input
              {...attributes}
              name="name"
              defaultValue={values?.name ?? 'Monthly budget'}
              maxLength={100}
            />
          )}
        </Field>
        <Field
          id="budget-amount"
          label={`Amount in ${currency.toUpperCase()}`}
          error={fieldError(refusal, 'amount')}
        >
          {(attributes) => (
            <input
              {...attributes}
              name="amount"
              inputMode="decimal"
              autoComplete="off"
              placeholder="1500"
              defaultValue={values?.amount ?? ''}
            />
          )}
        </Field>
        <Field
          id="budget-steps"
          label="Warn at (%)"
          error={stepsError}
          hint="Up to ten percents, rising, e.g. 50, 80, 100"
        >
          {(attributes) => (
            <input
              {...attributes}
              name="steps"
              autoComplete="off"
              defaultValue={values?.steps ?? DEFAULT_BUDGET_STEPS.join(', ')}
            />
          )}
        </Field>
        <Field id="budget-basis" label="Of" error={fieldError(refusal, 'basis')}>
          {(attributes) => (
            <Select {...attributes} name="basis" defaultValue={values?.basis ?? 'both'}>
              <option value="both">What is spent or expected</option>
              <option value="actual">What is spent</option>
              <option value="forecast">What is expected</option>
            </Select>
          )}
        </Field>
      </div>
      <Button kind="primary" disabled={isSending}>
        {isSending ? 'Saving…' : 'Add budget'}
      </Button>
    </Form>
  );
}

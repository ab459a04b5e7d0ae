import { Form } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { Select } from '../../components/ui/select.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import { BUDGETS_ANCHOR } from './budgets-anchor.ts';
import type { BudgetFormValues } from './read-budget-form.ts';

export interface SubmittedBudget {
  /** Null of a new one. */
  budgetId: string | null;
  refusal: FormRefusal;
  values: BudgetFormValues;
  /** When what it changes was read, where that is to hold for the next try. */
  seenAt: string | null;
}

/** What a form begins with: a budget as it is, a new one, or what came back of the form. */
export interface BudgetFormStart {
  intent: 'create-budget' | 'update-budget';
  /** Null of a new one. */
  budgetId: string | null;
  /** Of a new one: sent twice, it makes one budget. */
  requestKey: string;
  /** When what it changes was read; null of a new one. */
  seenAt: string | null;
  values: BudgetFormValues;
  refusal: FormRefusal | null;
  /** Whether the values are of a budget that was deleted while they were typed. */
  isOfGone: boolean;
}

export function BudgetForm({ start, isSending }: { start: BudgetFormStart; isSending: boolean }) {
  const { intent, budgetId, requestKey, seenAt, values, refusal } = start;
  const id = (name: string) => `budget-${budgetId === null ? '' : `${budgetId}-`}${name}`;
  return (
    <Form
      method="post"
      action={`/billing/usage${BUDGETS_ANCHOR}`}
      noValidate
      className="space-y-4 border-divider border-t px-4 py-5 md:px-6"
    >
      <CsrfField />
      <input type="hidden" name="intent" value={intent} />
      {budgetId === null || seenAt === null ? (
        <input type="hidden" name="key" value={requestKey} />
      ) : (
        <>
          <input type="hidden" name="id" value={budgetId} />
          <input type="hidden" name="seen_at" value={seenAt} />
        </>
      )}
      <FormNotice start={start} />
      <BudgetFields id={id} values={values} refusal={refusal} />
      <Button kind="primary" disabled={isSending}>
        {isSending ? 'Saving…' : intent === 'create-budget' ? 'Add budget' : 'Save budget'}
      </Button>
    </Form>
  );
}

/** What is wrong with the whole of it, rather than with a field. */
function FormNotice({ start: { isOfGone, refusal } }: { start: BudgetFormStart }) {
  if (isOfGone) {
    return (
      <Notice tone="danger" title="This budget was deleted in the meantime">
        Nothing was saved. What you typed is below: add it as a new budget, or leave it.
      </Notice>
    );
  }
  if (refusal === null || refusal.fields.length > 0) return null;
  return <Notice tone="danger" title={refusal.message} />;
}

interface BudgetFieldsProps {
  id(name: string): string;
  values: BudgetFormValues;
  refusal: FormRefusal | null;
}

function BudgetFields({ id, values, refusal }: BudgetFieldsProps) {
  const { name, amount, currency, steps, basis } = values;
  const stepsError =
    fieldError(refusal, 'steps') ?? refusal?.fields.find(({ path }) => path.startsWith('steps.'))?.message;
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      <input type="hidden" name="currency" value={currency} />
      <Field id={id('name')} label="Name" error={fieldError(refusal, 'name')}>
        {(attributes) => <input {...attributes} name="name" defaultValue={name} maxLength={100} />}
      </Field>
      <Field
        id={id('amount')}
        label={`Amount in ${currency.toUpperCase()}`}
        error={fieldError(refusal, 'amount') ?? fieldError(refusal, 'currency')}
      >
        {(attributes) => (
          <input
            {...attributes}
            name="amount"
            inputMode="decimal"
            autoComplete="off"
            placeholder="1500"
            defaultValue={amount}
          />
        )}
      </Field>
      <Field
        id={id('steps')}
        label="Warn at (%)"
        error={stepsError}
        hint="Up to ten percents, rising, e.g. 50, 80, 100"
      >
        {(attributes) => <input {...attributes} name="steps" autoComplete="off" defaultValue={steps} />}
      </Field>
      <Field id={id('basis')} label="Of" error={fieldError(refusal, 'basis')}>
        {(attributes) => (
          <Select {...attributes} name="basis" defaultValue={basis}>
            <option value="both">What is spent or expected</option>
            <option value="actual">What is spent</option>
            <option value="forecast">What is expected</option>
          </Select>
        )}
      </Field>
    </div>
  );
}

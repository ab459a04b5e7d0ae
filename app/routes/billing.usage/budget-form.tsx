import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { Select } from '../../components/ui/select.tsx';
import { DEFAULT_BUDGET_STEPS } from '../../domain/budget-steps.ts';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import type { BudgetView } from './budget-view.ts';
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

interface BudgetFormProps {
  /** The one that is changed; null for a new one. */
  budget: BudgetView | null;
  /** Of a new one. */
  currency: string;
  /** What came back of this form. */
  submitted: SubmittedBudget | null;
}

export function BudgetForm({ budget, currency, submitted }: BudgetFormProps) {
  const sent = useNavigation().formData;
  const intent = budget === null ? 'create-budget' : 'update-budget';
  const isSending = sent?.get('intent') === intent && (budget === null || sent.get('id') === budget.id);
  const refusal = submitted?.refusal ?? null;
  const id = (name: string) => `budget-${budget === null ? '' : `${budget.id}-`}${name}`;
  return (
    <Form
      method="post"
      action={`/billing/usage${BUDGETS_ANCHOR}`}
      noValidate
      className="space-y-4 border-divider border-t px-4 py-5 md:px-6"
    >
      <CsrfField />
      <input type="hidden" name="intent" value={intent} />
      {budget !== null && (
        <>
          <input type="hidden" name="id" value={budget.id} />
          <input type="hidden" name="seen_at" value={submitted?.seenAt ?? budget.seenAt} />
        </>
      )}
      {refusal !== null && refusal.fields.length === 0 && <Notice tone="danger" title={refusal.message} />}
      <BudgetFields
        id={id}
        values={submitted?.values ?? budget?.form ?? newBudget(currency)}
        refusal={refusal}
      />
      <Button kind="primary" disabled={isSending}>
        {isSending ? 'Saving…' : budget === null ? 'Add budget' : 'Save budget'}
      </Button>
    </Form>
  );
}

function newBudget(currency: string): BudgetFormValues {
  return {
    name: 'Monthly budget',
    amount: '',
    currency,
    steps: DEFAULT_BUDGET_STEPS.join(', '),
    basis: 'both',
  };
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

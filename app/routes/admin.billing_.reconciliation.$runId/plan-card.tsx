import { Form, Link, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { type Column, DataTable } from '../../components/ui/data-table.tsx';
import { Field } from '../../components/ui/field.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import type { PlanStepView, PlanView } from './run-view.ts';

const COLUMNS: readonly Column<PlanStepView>[] = [
  {
    header: 'Publisher',
    isTitle: true,
    cell: (row) => (
      <div className="md:min-w-44">
        {row.customerPath === null ? (
          row.customer
        ) : (
          <Link to={row.customerPath} className={LINK_CLASS}>
            {row.customer}
          </Link>
        )}
        <span className="block break-words text-sm">{row.about}</span>
        {row.period !== null && <span className="block text-muted text-xs">{row.period}</span>}
      </div>
    ),
  },
  {
    header: 'What is done',
    cell: (row) => (
      <div className="md:min-w-44">
        {row.what}
        <details className="text-muted text-xs">
          <summary className="cursor-pointer">Key</summary>
          <Mono>{row.key}</Mono>
        </details>
      </div>
    ),
  },
  {
    header: 'From → to',
    cell: (row) => (
      <>
        {row.detail !== '' && <span className="block break-words">{row.detail}</span>}
        {row.changes.map(({ what, from, to }) => (
          <span key={what} className="block break-words">
            <span className="text-muted">{what}:</span> {from} <span aria-hidden="true">→</span>
            <span className="sr-only"> becomes </span> {to}
          </span>
        ))}
      </>
    ),
  },
];

interface PreviewCardProps {
  /** Typed already, for a plan that could not be computed again. */
  reason: string;
  refusal: FormRefusal | null;
}

/** Asks for a plan; nothing is changed by it. */
export function PreviewCard({ reason, refusal }: PreviewCardProps) {
  const isSending = useNavigation().state !== 'idle';
  return (
    <Card labelledBy="preview-title">
      <CardHeader id="preview-title" title="Repair">
        Both sides are read again, and what would be done is shown before anything is.
      </CardHeader>
      <Form method="post" className="space-y-4 px-4 pb-5 md:px-6">
        <CsrfField />
        <input type="hidden" name="reason" value={reason} />
        {refusal !== null && <Notice tone="danger" title={refusal.message} />}
        <Button name="intent" value="plan" disabled={isSending}>
          {isSending ? 'Reading…' : 'Preview the repair'}
        </Button>
      </Form>
    </Card>
  );
}

export function PlanCard({
  plan,
  runId,
  reason,
  refusal,
}: {
  plan: PlanView;
  runId: string;
  reason: string;
  refusal: FormRefusal | null;
}) {
  const isSending = useNavigation().state !== 'idle';
  return (
    <Card labelledBy="plan-title">
      <CardHeader
        id="plan-title"
        title="The plan"
        aside={
          <a href={`/admin/billing/reconciliation/${runId}/csv?of=plan`} className={LINK_CLASS}>
            CSV
          </a>
        }
      >
        Hash <Mono>{plan.hash.slice(0, 16)}</Mono>. If either side changes before you apply it, nothing is
        done.
      </CardHeader>
      <DataTable caption="Repair plan" columns={COLUMNS} rows={plan.steps} rowKey={({ key }) => key} />
      {plan.more && (
        <p className="px-4 pt-4 text-muted text-sm md:px-6">
          There is more than one plan holds. Reconcile again afterwards.
        </p>
      )}
      <Form method="post" noValidate className="max-w-xl space-y-4 px-4 py-5 md:px-6">
        <CsrfField />
        <input type="hidden" name="planHash" value={plan.hash} />
        {refusal !== null && refusal.fields.length === 0 && <Notice tone="danger" title={refusal.message} />}
        <Field id="reason" label="Reason" error={fieldError(refusal, 'reason')}>
          {(attributes) => <textarea {...attributes} name="reason" rows={2} required defaultValue={reason} />}
        </Field>
        <Field
          id="keyword"
          label="Confirmation"
          error={fieldError(refusal, 'keyword')}
          hint={
            <>
              Type <Mono>REPAIR</Mono>, in small letters or capitals
            </>
          }
        >
          {(attributes) => <input {...attributes} name="keyword" autoComplete="off" required />}
        </Field>
        <Button kind="primary" name="intent" value="apply" disabled={isSending}>
          {isSending ? 'Working…' : 'Apply the plan'}
        </Button>
      </Form>
    </Card>
  );
}

import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Mono } from '../../components/ui/mono.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import type { ReviewDecision } from '../../services/invoice-reviews/resolve-review.ts';

const WORDS: Readonly<Record<ReviewDecision, { title: string; text: string; button: string }>> = {
  release: {
    title: 'Release',
    text: 'Stripe issues the invoice as it stands and collects it.',
    button: 'Release invoice',
  },
  void: {
    title: 'Void',
    text: 'Stripe issues the invoice without collecting it and voids it. Nobody is charged.',
    button: 'Void invoice',
  },
  acknowledge: {
    title: 'Acknowledge',
    text: 'The invoice stays as it is; the flag is closed.',
    button: 'Close flag',
  },
};

export interface SubmittedDecision {
  invoiceId: string;
  decision: string;
  reason: string;
  refusal: FormRefusal;
}

export function DecisionForm({
  invoiceId,
  decision,
  submitted,
}: {
  invoiceId: string;
  decision: ReviewDecision;
  submitted: SubmittedDecision | null;
}) {
  const isSending = useNavigation().formData?.get('invoiceId') === invoiceId;
  const own = submitted?.invoiceId === invoiceId && submitted.decision === decision ? submitted : null;
  const { title, text, button } = WORDS[decision];
  const id = `${decision}-${invoiceId}`;
  return (
    <details open={own !== null} className="group rounded-md border border-edge">
      <summary className="flex h-10 list-none items-center justify-between gap-4 rounded-md px-4 font-medium text-sm hover:bg-hover">
        {title}
        <span aria-hidden="true" className="text-muted transition-transform group-open:rotate-90">
          ›
        </span>
      </summary>
      <Form method="post" noValidate className="space-y-4 border-divider border-t px-4 py-4">
        <CsrfField />
        <input type="hidden" name="invoiceId" value={invoiceId} />
        <input type="hidden" name="decision" value={decision} />
        <p className="text-muted text-sm">{text}</p>
        {own !== null && own.refusal.fields.length === 0 && (
          <Notice tone="danger" title={own.refusal.message} />
        )}
        <Field id={`reason-${id}`} label="Reason" error={fieldError(own?.refusal, 'reason')}>
          {(attributes) => (
            <textarea {...attributes} name="reason" rows={2} required defaultValue={own?.reason ?? ''} />
          )}
        </Field>
        <Field
          id={`keyword-${id}`}
          label="Confirmation"
          error={fieldError(own?.refusal, 'keyword')}
          hint={
            <>
              Type <Mono>{decision}</Mono>
            </>
          }
        >
          {(attributes) => (
            <input {...attributes} name="keyword" autoComplete="off" autoCapitalize="none" required />
          )}
        </Field>
        <Button kind="primary" disabled={isSending}>
          {isSending ? 'Working…' : button}
        </Button>
      </Form>
    </details>
  );
}

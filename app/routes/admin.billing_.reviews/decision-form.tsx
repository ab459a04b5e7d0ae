import { ConfirmForm } from '../../components/ui/confirm-form.tsx';
import type { FormRefusal } from '../../pages/form-errors.ts';
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
  const own = submitted?.invoiceId === invoiceId && submitted.decision === decision ? submitted : null;
  const { title, text, button } = WORDS[decision];
  return (
    <ConfirmForm
      title={title}
      keyword={decision}
      button={button}
      hidden={{ invoiceId, decision }}
      refused={own}
    >
      {text}
    </ConfirmForm>
  );
}

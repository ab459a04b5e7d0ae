import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { ConfirmForm, type RefusedConfirmation } from '../../components/ui/confirm-form.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { Mono } from '../../components/ui/mono.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { CreditPlanView } from './case-view.ts';

export interface RefusedDecision extends RefusedConfirmation {
  intent: string;
}

interface CreditCardProps {
  /** Null until somebody asks for it. */
  credit: CreditPlanView | null;
  keyword: string;
  refused: RefusedDecision | null;
}

/** Asks for what giving the credit would do, shows it, and has the form that does it. */
export function CreditCard({ credit, keyword, refused }: CreditCardProps) {
  return (
    <Card labelledBy="credit-title">
      <CardHeader id="credit-title" title="The credit">
        By the rule for late usage, on the invoice that billed it, and never more than that has left.
      </CardHeader>
      <div className="space-y-4 border-divider border-t px-4 py-5 md:px-6">
        {refused !== null && (credit === null || credit.kind === 'refused') && (
          <Notice tone="danger" title={refused.refusal.message} />
        )}
        {credit === null && <PreviewForm />}
        {credit?.kind === 'unread' && (
          <>
            <ConfirmForm
              title="Give the credit"
              keyword={keyword}
              button="Give the credit"
              hidden={{ intent: 'give', planHash: credit.hash }}
              refused={refused}
            >
              Plan <Mono>{credit.hash.slice(0, 16)}</Mono>. It is given only if both sides still are as you
              have seen them.
            </ConfirmForm>
            <PreviewForm />
          </>
        )}
        {credit?.kind === 'refused' && (
          <>
            <Notice tone="info" title="No credit can be given now">
              {credit.message}
            </Notice>
            <PreviewForm />
          </>
        )}
        {credit?.kind === 'credit' && <Offer credit={credit} keyword={keyword} refused={refused} />}
      </div>
    </Card>
  );
}

/** Reads both sides; nothing is given by it. */
function PreviewForm() {
  const isReading = useNavigation().formData?.get('intent') === 'preview';
  return (
    <Form method="post" className="space-y-3">
      <CsrfField />
      <p className="text-muted text-sm">
        Both sides are read again, and what would be given back is shown before anything is.
      </p>
      <Button name="intent" value="preview" disabled={isReading}>
        {isReading ? 'Reading…' : 'Preview the credit'}
      </Button>
    </Form>
  );
}

interface OfferProps {
  credit: Extract<CreditPlanView, { kind: 'credit' }>;
  keyword: string;
  refused: RefusedDecision | null;
}

function Offer({ credit, keyword, refused }: OfferProps) {
  return (
    <>
      <DefinitionList
        items={[
          ...credit.lines.map(({ label, value }) => ({ term: label, value })),
          {
            term: 'Given back, before tax',
            value: <strong className="font-semibold text-base">{credit.amount}</strong>,
          },
        ]}
      />
      <p className="text-muted text-xs">
        Plan <Mono>{credit.hash.slice(0, 16)}</Mono>. If either side changes before you decide, nothing is
        done.
      </p>
      <ConfirmForm
        title="Give the credit"
        keyword={keyword}
        button={`Give back ${credit.amount}`}
        hidden={{ intent: 'give', planHash: credit.hash }}
        refused={refused}
      >
        A credit note is made in Stripe, its tax with it. What is still due becomes less; what was paid goes
        to the publisher’s balance.
        {credit.isPartial && ' What is not left on the invoice stays open, for you to settle.'}
      </ConfirmForm>
    </>
  );
}

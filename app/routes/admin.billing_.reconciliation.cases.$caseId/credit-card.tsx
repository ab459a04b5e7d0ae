import { Card, CardHeader } from '../../components/ui/card.tsx';
import { ConfirmForm, type RefusedConfirmation } from '../../components/ui/confirm-form.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { Mono } from '../../components/ui/mono.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import type { CreditPlanView } from './case-view.ts';

export interface RefusedDecision extends RefusedConfirmation {
  intent: string;
}

interface CreditCardProps {
  credit: CreditPlanView;
  keyword: string;
  mayDecide: boolean;
  refused: RefusedDecision | null;
}

/** What giving the credit would do, as both sides are now, and the form that does it. */
export function CreditCard({ credit, keyword, mayDecide, refused }: CreditCardProps) {
  return (
    <Card labelledBy="credit-title">
      <CardHeader id="credit-title" title="The credit">
        By the rule for late usage, on the invoice that billed it, and never more than that has left.
      </CardHeader>
      <div className="space-y-4 border-divider border-t px-4 py-5 md:px-6">
        {credit.kind === 'refused' ? (
          <>
            {refused !== null && <Notice tone="danger" title={refused.refusal.message} />}
            <Notice tone="info" title="No credit can be given now">
              {credit.message}
            </Notice>
          </>
        ) : (
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
              Plan <Mono>{credit.hash.slice(0, 16)}</Mono>. If either side changes before you decide, nothing
              is done.
            </p>
            {mayDecide && (
              <ConfirmForm
                title="Give the credit"
                keyword={keyword}
                button={`Give back ${credit.amount}`}
                hidden={{ intent: 'give', planHash: credit.hash }}
                refused={refused}
              >
                A credit note is made in Stripe, its tax with it. What is still due becomes less; what was
                paid goes to the publisher’s balance.
                {credit.isPartial && ' What is not left on the invoice stays open, for you to settle.'}
              </ConfirmForm>
            )}
          </>
        )}
      </div>
    </Card>
  );
}

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { BudgetDoneNotice } from './budget-done-notice.tsx';
import type { SubmittedBudget } from './budget-form.tsx';

const REFUSED: SubmittedBudget = {
  budgetId: null,
  refusal: { status: 422, message: 'Check the form.', fields: [{ path: 'amount', message: 'Too little.' }] },
  values: { name: 'Ads', amount: '-5', currency: 'usd', steps: '50', basis: 'both' },
  seenAt: null,
};

test('what a form has done is said until another is refused; the place to say it stays', () => {
  expect(renderToStaticMarkup(<BudgetDoneNotice done="added" submitted={null} />)).toContain('Budget added.');
  for (const [done, submitted] of [
    ['added', REFUSED],
    [null, null],
  ] as const) {
    const html = renderToStaticMarkup(<BudgetDoneNotice done={done} submitted={submitted} />);
    expect(html).toBe('<div role="status"></div>');
  }
});

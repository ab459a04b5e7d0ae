import { Form, useNavigation } from '@remix-run/react';
import { Trash2 } from 'lucide-react';
import { Button, buttonClass } from '../../components/ui/button.tsx';
import { classNames } from '../../components/ui/class-names.ts';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { BUDGETS_ANCHOR } from './budgets-anchor.ts';

/** A bin in the corner of its item, which asks before anything is deleted. Opens and sends without a script. */
export function DeleteBudget({ id, name }: { id: string; name: string }) {
  const sent = useNavigation().formData;
  const isSending = sent?.get('intent') === 'delete-budget' && sent.get('id') === id;
  return (
    <details>
      <summary
        className={classNames(
          buttonClass({ kind: 'quiet', size: 'sm' }),
          'absolute top-3 right-2 list-none md:right-4',
        )}
      >
        <Trash2 aria-hidden="true" className="size-4" />
        <span className="sr-only">Delete the budget {name}?</span>
      </summary>
      <Form
        method="post"
        action={`/billing/usage${BUDGETS_ANCHOR}`}
        className="space-y-4 border-divider border-t px-4 py-4 md:px-6"
      >
        <CsrfField />
        <input type="hidden" name="intent" value="delete-budget" />
        <input type="hidden" name="id" value={id} />
        <p className="text-muted text-sm">
          Delete this budget? It warns no more, and its open warnings end with it.
        </p>
        <Button kind="primary" disabled={isSending}>
          {isSending ? 'Deleting…' : 'Delete'}
          <span className="sr-only"> the budget {name}</span>
        </Button>
      </Form>
    </details>
  );
}

import { Form } from '@remix-run/react';
import { CheckCheck } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { CsrfField } from '../ui/csrf-field.tsx';

export function MarkAll({ until }: { until: string }) {
  return (
    <Form method="post">
      <CsrfField />
      <input type="hidden" name="intent" value="read-all" />
      <input type="hidden" name="until" value={until} />
      <Button>
        <CheckCheck aria-hidden="true" className="size-4" />
        Mark all as read
      </Button>
    </Form>
  );
}

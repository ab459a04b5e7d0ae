import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Field } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { Select } from '../../components/ui/select.tsx';
import type { MigrationStatus } from '../../domain/migration-request.ts';
import { migrationStatusWords } from '../../format/migration-status.ts';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';

export interface SubmittedReply {
  refusal: FormRefusal;
  status: string;
  reply: string;
}

export function ReplyForm({
  next,
  submitted,
}: {
  next: readonly MigrationStatus[];
  submitted: SubmittedReply | null;
}) {
  const isSending = useNavigation().formAction !== undefined;
  const refusal = submitted?.refusal ?? null;
  return (
    <Card labelledBy="reply-title">
      <CardHeader id="reply-title" title="Move it on">
        The publisher sees the state and your reply, and gets a notice.
      </CardHeader>
      <Form method="post" noValidate className="space-y-5 border-divider border-t px-4 py-5 md:px-6">
        <CsrfField />
        {refusal !== null && refusal.fields.length === 0 && <Notice tone="danger" title={refusal.message} />}
        <Field id="status" label="New state" error={fieldError(refusal, 'status')}>
          {(attributes) => (
            <Select {...attributes} name="status" defaultValue={submitted?.status ?? next[0]}>
              {next.map((status) => (
                <option key={status} value={status}>
                  {migrationStatusWords(status).label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field id="reply" label="Reply" error={fieldError(refusal, 'reply')}>
          {(attributes) => (
            <textarea
              {...attributes}
              name="reply"
              rows={4}
              required
              defaultValue={submitted?.reply ?? ''}
              placeholder="What happens next, and when"
            />
          )}
        </Field>
        <Button kind="primary" disabled={isSending}>
          {isSending ? 'Saving…' : 'Save'}
        </Button>
      </Form>
    </Card>
  );
}

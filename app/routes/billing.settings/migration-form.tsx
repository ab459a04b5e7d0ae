import { Form, useNavigation } from '@remix-run/react';
import { Button } from '../../components/ui/button.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { type FormRefusal, fieldError } from '../../pages/form-errors.ts';
import { NotesField } from './notes-field.tsx';

const CHANNELS = [
  {
    value: 'sandbox',
    label: 'Sandbox',
    text: 'A trial run against test billing. Nothing is charged.',
  },
  {
    value: 'production',
    label: 'Production cutover',
    text: 'Live billing moves. We agree the hour with you first.',
  },
] as const;

export interface SubmittedMigration {
  refusal: FormRefusal;
  channel: string;
  notes: string;
}

export function MigrationForm({
  nextId,
  submitted,
}: {
  nextId: string;
  submitted: SubmittedMigration | null;
}) {
  const isSending = useNavigation().formAction !== undefined;
  const refusal = submitted?.refusal ?? null;
  const channelError = fieldError(refusal, 'channel');
  return (
    <Form method="post" className="space-y-5" noValidate>
      <CsrfField />
      <input type="hidden" name="id" value={nextId} />
      {refusal !== null && refusal.fields.length === 0 && <Notice tone="danger" title={refusal.message} />}
      <fieldset aria-describedby={channelError && 'channel-error'}>
        <legend className="mb-1.5 font-medium text-sm text-strong">Where to</legend>
        <div className="grid gap-3 md:grid-cols-2">
          {CHANNELS.map(({ value, label, text }, index) => (
            <label
              key={value}
              className="flex cursor-pointer gap-3 rounded-md border border-edge p-4 shadow-1 transition-colors hover:bg-hover has-checked:border-focus has-checked:bg-selected"
            >
              <input
                type="radio"
                name="channel"
                value={value}
                defaultChecked={submitted ? submitted.channel === value : index === 0}
                className="mt-1 size-4 shrink-0 accent-(--focus)"
              />
              <span>
                <span className="block font-medium text-sm text-strong">{label}</span>
                <span className="block text-muted text-sm">{text}</span>
              </span>
            </label>
          ))}
        </div>
        {channelError !== undefined && (
          <p id="channel-error" className="mt-1.5 text-on-danger text-sm">
            The destination {channelError}.
          </p>
        )}
      </fieldset>
      <NotesField error={fieldError(refusal, 'notes')} initial={submitted?.notes ?? ''} />
      <Button kind="primary" disabled={isSending}>
        {isSending ? 'Sending…' : 'Send request'}
      </Button>
    </Form>
  );
}

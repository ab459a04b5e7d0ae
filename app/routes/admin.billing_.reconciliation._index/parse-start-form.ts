import { BillingError } from '../../domain/errors.ts';
import { parseReconcileInput } from '../../http/api/reconcile-input.ts';
import type { RunRequest } from '../../services/reconciliation/run.ts';

/** The form as the API's body; throws `invalid_value` with its fields. */
export function parseStartForm(
  form: FormData,
  { defaultTolerance, now }: { defaultTolerance: number; now: Date },
): RunRequest {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const tolerance = text('tolerance').replace(',', '.');
  const customer = text('customer');
  const request = parseReconcileInput(
    {
      ...(tolerance !== '' && { tolerance_percent: Number(tolerance) }),
      ...(customer !== '' && { customer_id: customer }),
    },
    { trigger: 'page', defaultTolerance, now },
  );
  if (form.get('acknowledged') === 'yes') return request;
  throw new BillingError('invalid_value', 'Please confirm.', {
    fields: [{ path: 'acknowledged', message: 'Please tick this first.' }],
  });
}

import { BillingError } from '../../domain/errors.ts';
import { METRICS } from '../../domain/metric.ts';
import { parseReconcileInput } from '../../http/api/reconcile-input.ts';
import type { RunRequest } from '../../services/reconciliation/run.ts';

/** The form as the API's body; throws `invalid_value` with its fields. */
export function parseStartForm(
  form: FormData,
  { defaultTolerance, now }: { defaultTolerance: number; now: Date },
): RunRequest {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const percent = (name: string) => {
    const given = text(name).replace(',', '.');
    return given === '' ? undefined : Number(given);
  };
  const tolerance = percent('tolerance');
  const customer = text('customer');
  const request = parseReconcileInput(
    {
      ...(tolerance !== undefined && { tolerance_percent: tolerance }),
      meter_tolerances: Object.fromEntries(
        METRICS.flatMap((metric) => {
          const own = percent(`tolerance_${metric}`);
          return own === undefined ? [] : [[metric, own]];
        }),
      ),
      ...(customer !== '' && { customer_id: customer }),
    },
    { trigger: 'page', defaultTolerance, now },
  );
  if (form.get('acknowledged') === 'yes') return request;
  throw new BillingError('invalid_value', 'Please confirm.', {
    fields: [{ path: 'acknowledged', message: 'Please tick this first.' }],
  });
}

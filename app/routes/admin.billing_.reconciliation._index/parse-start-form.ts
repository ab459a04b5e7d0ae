import { BillingError, type FieldError } from '../../domain/errors.ts';
import { METRICS } from '../../domain/metric.ts';
import { CURRENCIES, MINOR_DIGITS } from '../../domain/money.ts';
import type { AlertThresholds } from '../../domain/reconciliation/alert-thresholds.ts';
import { parseReconcileInput } from '../../http/api/reconcile-input.ts';
import type { RunRequest } from '../../services/reconciliation/run.ts';
import { parsePeriod } from './parse-period.ts';
import type { PublisherAnswer } from './resolve-publisher.server.ts';

const GB_DIGITS = 9;

interface FormReader {
  defaultTolerance: number;
  defaultThresholds: AlertThresholds;
  now: Date;
  publisher: PublisherAnswer;
}

/** The form as the API's body; throws `invalid_value` with its fields. */
export function parseStartForm(
  form: FormData,
  { defaultTolerance, defaultThresholds, now, publisher }: FormReader,
): RunRequest {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const percent = (name: string) => {
    const given = text(name).replace(',', '.');
    return given === '' ? undefined : Number(given);
  };
  const tolerance = percent('tolerance');
  const period = parsePeriod({ preset: text('period'), from: text('from'), to: text('to') }, now);
  const units = METRICS.map((metric) =>
    scaled(text(`alert_units_${metric}`), metric === 'data_transfer_bytes' ? GB_DIGITS : 0),
  );
  const amounts = CURRENCIES.map((currency) =>
    scaled(text(`alert_amounts_${currency}`), MINOR_DIGITS[currency]),
  );
  refuse([
    ...('error' in publisher ? [publisher.error] : []),
    ...period.errors,
    ...wrongOnes(METRICS, units).map((metric) => thresholdError(`alert_units.${metric}`)),
    ...wrongOnes(CURRENCIES, amounts).map((currency) => thresholdError(`alert_amounts.${currency}`)),
  ]);
  const request = parseReconcileInput(
    {
      ...(tolerance !== undefined && { tolerance_percent: tolerance }),
      meter_tolerances: named(
        METRICS,
        METRICS.map((metric) => percent(`tolerance_${metric}`)),
      ),
      alert_units: named(METRICS, units),
      alert_amounts: named(CURRENCIES, amounts),
      ...('customerId' in publisher &&
        publisher.customerId !== null && { customer_id: publisher.customerId }),
      ...period.bounds,
    },
    { trigger: 'page', defaultTolerance, defaultThresholds, now },
  );
  if (form.get('acknowledged') !== 'yes') {
    refuse([{ path: 'acknowledged', message: 'Please tick this first.' }], 'Please confirm.');
  }
  return request;
}

function refuse(fields: readonly FieldError[], message = 'Some values are not right.'): void {
  if (fields.length > 0) throw new BillingError('invalid_value', message, { fields });
}

/** "10.50" with two digits is 1050; undefined where nothing is given, NaN where it is no such number. */
function scaled(given: string, digits: number): number | undefined {
  if (given === '') return undefined;
  const [whole = '', fraction = '', ...more] = given.replace(',', '.').split('.');
  const isNumber = /^\d{1,9}$/.test(whole) && /^\d*$/.test(fraction) && more.length === 0;
  if (!isNumber || fraction.length > digits) return Number.NaN;
  return Number(`${whole}${fraction.padEnd(digits, '0')}`);
}

function wrongOnes<K>(names: readonly K[], values: readonly (number | undefined)[]): K[] {
  return names.filter((_, index) => Number.isNaN(values[index]));
}

function thresholdError(path: string): FieldError {
  return { path, message: 'must be 0 or more' };
}

function named(names: readonly string[], values: readonly (number | undefined)[]) {
  return Object.fromEntries(
    names.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]]])),
  );
}

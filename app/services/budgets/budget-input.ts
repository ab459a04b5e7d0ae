import { z } from 'zod';
import { BUDGET_BASES, DEFAULT_BUDGET_STEPS } from '../../domain/budget-steps.ts';
import { BillingError, type FieldError } from '../../domain/errors.ts';
import { CURRENCIES, type Currency, MINOR_DIGITS, money } from '../../domain/money.ts';
import { supportedLocale } from '../../format/locale.ts';
import { formatMoney } from '../../format/money.ts';
import { issuesToFields } from '../issues-to-fields.ts';

const MAX_STEPS = 10;
const MAX_STEP_PERCENT = 1_000;
const MAX_NAME_LENGTH = 100;
/** In major units; more than any invoice can be. */
const MAX_MAJOR = 1_000_000_000n;

/** A number, or a decimal string where a double would not hold it; its decimals and its size are judged by the currency. */
const amount = z
  .union([z.number(), z.string()], { error: 'must be a number, e.g. 1500 or "1500.50"' })
  .transform(String)
  .superRefine((text, { addIssue }) => {
    const message = amountProblem(text);
    if (message !== null) addIssue({ code: 'custom', message });
  });
const steps = z
  .array(
    z
      .int('must be whole percents')
      .min(1, 'must be from 1 to 1000 percent')
      .max(MAX_STEP_PERCENT, 'must be from 1 to 1000 percent'),
    { error: 'must be a list of percents' },
  )
  .min(1, 'must hold at least one percent')
  .max(MAX_STEPS, `must hold at most ${MAX_STEPS} percents`)
  .refine((list) => list.every((step, index) => index === 0 || step > (list[index - 1] ?? 0)), {
    error: 'must rise, each percent once',
  });
const name = z
  .string('must be a text')
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_NAME_LENGTH, `must have at most ${MAX_NAME_LENGTH} characters`);
const currency = z.enum(CURRENCIES, { error: `must be one of ${CURRENCIES.join(', ')}` });
const basis = z.enum(BUDGET_BASES, { error: `must be one of ${BUDGET_BASES.join(', ')}` });

export const createBudgetSchema = z.strictObject({
  name: name.default('Budget'),
  amount,
  currency,
  steps: steps.default([...DEFAULT_BUDGET_STEPS]),
  basis: basis.default('both'),
});
export const updateBudgetSchema = z
  .strictObject({ name, amount, currency, steps, basis })
  .partial()
  .refine(
    (given) => Object.values(given).some((value) => value !== undefined),
    'must name something to change',
  );

export type NewBudget = Omit<z.output<typeof createBudgetSchema>, 'amount'> & { amountMinor: bigint };

/** Throws `invalid_value` with the path of every field that is wrong. */
export function parseNewBudget(input: unknown, locale: string): NewBudget {
  const { amount: text, ...rest } = parse(createBudgetSchema, input);
  return { ...rest, amountMinor: parseAmount(text, { currency: rest.currency, locale }) };
}

export type BudgetChange = Omit<z.output<typeof updateBudgetSchema>, 'amount'> & { amountText?: string };

/** The amount stays a text until the currency of the stored budget is known. */
export function parseBudgetChange(input: unknown): BudgetChange {
  const { amount: text, ...rest } = parse(updateBudgetSchema, input);
  return { ...rest, ...(text !== undefined && { amountText: text }) };
}

/** Minor units of an amount in major ones that a schema here has let through; the reader's locale is for what is refused. */
export function parseAmount(
  text: string,
  { currency, locale }: { currency: Currency; locale: string },
): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  const digits = MINOR_DIGITS[currency];
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > digits) {
    const message = `must have at most ${digits} decimals in ${currency.toUpperCase()}`;
    throw invalid([{ path: 'amount', message }]);
  }
  const amountMinor = BigInt(whole + significant.padEnd(digits, '0'));
  const most = money(MAX_MAJOR * 10n ** BigInt(digits), currency);
  if (amountMinor <= most.amountMinor) return amountMinor;
  throw invalid([
    { path: 'amount', message: `must be at most ${formatMoney(most, supportedLocale(locale))}` },
  ]);
}

/** What is wrong with an amount in any currency; null when nothing is. */
function amountProblem(text: string): string | null {
  const [, sign, whole, fraction = ''] = /^(-)?(\d{1,40})(?:\.(\d{1,20}))?$/.exec(text) ?? [];
  if (text.trim() === '') return 'must not be empty';
  if (whole === undefined) return 'must be a plain decimal number';
  if (sign !== undefined || /^0*$/.test(whole + fraction)) return 'must be more than 0';
  return null;
}

export function invalid(fields: readonly FieldError[]): BillingError {
  return new BillingError('invalid_value', 'Some values are not right.', { fields });
}

function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(issuesToFields(parsed.error.issues));
}

import type { Context } from '../context.ts';
import { docUrl, type ErrorCode, invalidRequest, StripeError } from '../wire/errors.ts';
import { findTestCardByNumber, TEST_CARDS } from './test-cards.ts';

export interface CardData {
  readonly token?: string;
  readonly number?: string;
  readonly exp_month?: number;
  readonly exp_year?: number;
  readonly cvc?: string;
}

/** The name of the test card that a request describes; wrong data are refused as docs.stripe.com/testing says. */
export function requireTestCard(ctx: Context, card: CardData | undefined): string {
  if (card?.token !== undefined) return nameOfToken(card.token);
  for (const key of ['number', 'exp_month', 'exp_year'] as const) {
    if (card?.[key] === undefined) {
      const param = card === undefined ? 'card' : `card[${key}]`;
      throw invalidRequest(`Missing required param: ${param}.`, { param, code: 'parameter_missing' });
    }
  }
  const { number = '', exp_month: month = 0, exp_year: year = 0, cvc } = card ?? {};
  if (!isLuhn(number)) throw refused('incorrect_number', 'number', 'Your card number is incorrect.');
  requireExpiry(ctx, month, fullYear(year));
  if (cvc !== undefined && !/^\d{3,4}$/.test(cvc)) {
    throw refused('invalid_cvc', 'cvc', "Your card's security code is invalid.");
  }
  const name = findTestCardByNumber(number);
  if (name !== null) return name;
  throw refused(
    'card_declined',
    'number',
    'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
    'test_mode_live_card',
  );
}

function nameOfToken(token: string): string {
  const name = token.replace(/^tok_/, '');
  if (Object.hasOwn(TEST_CARDS, name)) return name;
  throw invalidRequest(`No such token: '${token}'`, { code: 'resource_missing', param: 'card[token]' });
}

/** A year of two digits is one of this century. */
export function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}

function requireExpiry(ctx: Context, month: number, year: number): void {
  const now = new Date(ctx.now * 1000);
  const thisYear = now.getUTCFullYear();
  if (year < thisYear || year > thisYear + 50) {
    throw refused('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.");
  }
  const first = year === thisYear ? now.getUTCMonth() + 1 : 1;
  if (month < first || month > 12) {
    throw refused('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.");
  }
}

/** The check digit of a card number: every second digit doubled, its digits added, the sum a multiple of ten. */
function isLuhn(number: string): boolean {
  const digits = number.replaceAll(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function refused(code: ErrorCode, param: string, message: string, declineCode?: string): StripeError {
  return new StripeError(402, {
    type: 'card_error',
    code,
    doc_url: docUrl(code),
    message,
    param,
    ...(declineCode === undefined ? {} : { decline_code: declineCode }),
  });
}

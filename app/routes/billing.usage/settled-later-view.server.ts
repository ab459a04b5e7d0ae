import { isAwaited, isOnDocument, type SettlementState } from '../../domain/adjustments/settlement-state.ts';
import { type Currency, type Money, money, sumMoney } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import { settlementWords } from '../../format/settlement.ts';
import type { SettledLater } from '../../services/usage/settled-later/settled-later.ts';
import type { SettledLaterView } from './settled-later-view.ts';

interface Options {
  /** Of the period: what came in another is told item by item elsewhere. */
  currency: Currency;
  locale: string;
}

/** Late usage and corrections that move money; a true-up is no usage. Null when there are none. */
export function toSettledLaterView(
  later: readonly SettledLater[],
  { currency, locale }: Options,
): SettledLaterView | null {
  const usage = later.filter((item) => item.component !== 'minimum' && movesMoney(item, currency));
  if (usage.length === 0) return null;
  return { total: formatMoney(totalOf(usage, currency), locale), note: noteOf(usage, { currency, locale }) };
}

/** What filled a closed period up to its minimum, or that a person says or said it; null when nothing did. */
export function trueUpOf(
  later: readonly SettledLater[],
  { currency, locale }: Options,
): SettledLaterView | null {
  const minimum = later.filter(({ component }) => component === 'minimum');
  const trueUps = minimum.filter((item) => movesMoney(item, currency));
  if (trueUps.length > 0) {
    return {
      total: formatMoney(totalOf(trueUps, currency), locale),
      note: 'Of this period, before discounts and tax',
    };
  }
  const byPerson = minimum.findLast(({ state }) => BY_A_PERSON.has(state));
  return byPerson === undefined ? null : { total: '–', note: settlementWords(byPerson.state).label };
}

const BY_A_PERSON: ReadonlySet<SettlementState> = new Set(['undecided', 'by_hand', 'waived']);

/** What is undecided, or whose document was made void, nobody pays or gets back. */
function movesMoney({ state, amount }: SettledLater, currency: Currency): boolean {
  return amount.currency === currency && (isAwaited(state) || isOnDocument(state));
}

/** Awaited items and awaited credits by themselves: the one may be as much as the other. */
function noteOf(usage: readonly SettledLater[], { currency, locale }: Options): string {
  const awaited = (state: SettledLater['state'], document: string) => {
    const items = usage.filter((item) => item.state === state);
    const total = absolute(totalOf(items, currency));
    return total.amountMinor === 0n ? [] : [`${formatMoney(total, locale)} not on ${document} yet`];
  };
  const notes = [...awaited('awaits_invoice', 'an invoice'), ...awaited('awaits_note', 'a credit note')];
  return notes.length === 0 ? 'Invoiced later or credited' : notes.join(', ');
}

function totalOf(items: readonly SettledLater[], currency: Currency): Money {
  return sumMoney(
    currency,
    items.map(({ amount }) => amount),
  );
}

function absolute({ amountMinor, currency }: Money): Money {
  return money(amountMinor < 0n ? -amountMinor : amountMinor, currency);
}

import { isAwaited, isOnDocument } from '../../domain/adjustments/settlement-state.ts';
import { type Money, money, sumMoney } from '../../domain/money.ts';
import { formatMoney } from '../../format/money.ts';
import type { SettledLater } from '../../services/usage/settled-later/settled-later.ts';
import type { SettledLaterView } from './settled-later-view.ts';

/** Late usage and corrections that move money; a true-up is no usage. Null when there are none. */
export function toSettledLaterView(later: readonly SettledLater[], locale: string): SettledLaterView | null {
  const usage = later.filter(
    ({ component, state }) => component !== 'minimum' && (isAwaited(state) || isOnDocument(state)),
  );
  const [first] = usage;
  if (first === undefined) return null;
  const { currency } = first.amount;
  const amounts = usage.filter(({ amount }) => amount.currency === currency);
  const total = sumMoney(
    currency,
    amounts.map(({ amount }) => amount),
  );
  const awaited = sumMoney(
    currency,
    amounts.filter(({ state }) => isAwaited(state)).map(({ amount }) => absolute(amount)),
  );
  return {
    total: formatMoney(total, locale),
    note:
      awaited.amountMinor === 0n
        ? 'Invoiced later or credited'
        : `${formatMoney(awaited, locale)} of it not on an invoice or credit note yet`,
  };
}

function absolute({ amountMinor, currency }: Money): Money {
  return money(amountMinor < 0n ? -amountMinor : amountMinor, currency);
}

/** What filled a closed period up to its minimum; null when nothing did. */
export function trueUpOf(later: readonly SettledLater[], locale: string): string | null {
  const [first, ...others] = later.filter(({ component }) => component === 'minimum');
  if (first === undefined) return null;
  const { currency } = first.amount;
  const total = sumMoney(
    currency,
    [first, ...others].map(({ amount }) => amount),
  );
  return formatMoney(total, locale);
}

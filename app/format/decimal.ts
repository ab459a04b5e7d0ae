/** `value × 10^places`, exactly, on decimal strings: `shiftDecimal('0.012', 3)` is `'12'`. */
export function shiftDecimal(value: string, places: number): string {
  const negative = value.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? value.slice(1) : value).split('.');
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const cut = Math.max(point, 1);
  const left = padded.slice(0, cut).replace(/^0+(?=\d)/, '');
  const right = padded.slice(cut).replace(/0+$/, '');
  const unsigned = right === '' ? left : `${left}.${right}`;
  return negative && /[1-9]/.test(unsigned) ? `-${unsigned}` : unsigned;
}

/** `Intl` formats decimal strings exactly; TypeScript wants to be told that this is one. */
export function exact(value: string): Intl.StringNumericLiteral {
  return value as Intl.StringNumericLiteral;
}

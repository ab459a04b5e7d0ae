import { type Decimal, formatDecimal, isDecimal, PLACES, parseDecimal } from './decimal.ts';
import { invalidRequest } from './errors.ts';
import { type Param, param } from './params.ts';

interface DecimalLimits {
  readonly above?: Decimal;
  readonly min?: Decimal;
  readonly max?: Decimal;
}

export function decimal(limits: DecimalLimits = {}): Param<Decimal, false> {
  return param((value, path) => {
    const parsed = typeof value === 'string' ? parseDecimal(value) : null;
    if (parsed === null) {
      const given = typeof value === 'string' ? value : 'object';
      const rule = isDecimal(given) ? `; must contain at maximum ${PLACES} decimal places.` : '';
      throw invalidRequest(`Invalid decimal: ${given}${rule}`, {
        param: path,
        code: 'parameter_invalid_integer',
      });
    }
    const bound = missedBound(parsed, limits);
    if (bound === null) return parsed;
    throw invalidRequest(`This value must be ${bound}.`, { param: path, code: 'parameter_invalid_integer' });
  });
}

function missedBound(value: Decimal, { above, min, max }: DecimalLimits): string | null {
  if (above !== undefined && value <= above) return `greater than ${formatDecimal(above)}`;
  if (min !== undefined && value < min) return `greater than or equal to ${formatDecimal(min)}`;
  return max !== undefined && value > max ? `less than or equal to ${formatDecimal(max)}` : null;
}

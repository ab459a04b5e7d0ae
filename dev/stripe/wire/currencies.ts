import { invalidRequest } from './errors.ts';
import { mapOf, type Param, refined, text } from './params.ts';

/** In which one can charge: docs.stripe.com/currencies. */
const CURRENCIES = new Set(
  `usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp
   cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gnf gtq gyd hkd hnl htg huf idr ils inr isk
   jmd jod jpy kes kgs khr kmf krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn
   nad ngn nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos srd std
   szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xcg xof xpf yer zar zmw`.split(
    /\s+/,
  ),
);

/** A currency, in lower case whichever way it was written. */
export function currency(): Param<string, false> {
  return refined(text(), requireCurrency);
}

/** One value for each currency, by its code in lower case. */
export function byCurrency<T>(item: Param<T>): Param<Record<string, T>, false> {
  return refined(mapOf(item), (options, path) =>
    Object.fromEntries(
      Object.entries(options).map(([code, option]) => [requireCurrency(code, path), option] as const),
    ),
  );
}

function requireCurrency(code: string, param: string): string {
  const lower = code.toLowerCase();
  if (CURRENCIES.has(lower)) return lower;
  throw invalidRequest(
    `Invalid currency: ${lower}. Stripe currently supports these currencies: ${[...CURRENCIES].join(', ')}`,
    { param },
  );
}

import { invalidRequest } from './errors.ts';
import { type Param, refined, text } from './params.ts';

/** One `@`, something before it, and a domain of at least two names; Stripe looks no closer. */
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

export function email(): Param<string, false> {
  return refined(text(512), (value, path) => {
    if (EMAIL.test(value)) return value;
    throw invalidRequest(`Invalid email address: ${value}`, { param: path, code: 'email_invalid' });
  });
}

/** What an address takes for a folder, or for the search that stands where an id would. */
const NO_ID = new Set(['.', '..', 'search']);

/** An id of one's own choice, which has to stand in an address. */
export function chosenId(maxLength: number): Param<string, false> {
  return refined(text(maxLength), (value, path) => {
    if (NO_ID.has(value)) throw invalidRequest(`Invalid id: ${value}`, { param: path });
    if (/^[^\s/?#%&]+$/.test(value)) return value;
    throw invalidRequest(`Invalid id: ${value} may hold neither spaces nor any of / ? # % &.`, {
      param: path,
    });
  });
}

export function url(): Param<string, false> {
  return refined(text(), (value, path) => {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(value)) {
      throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
        param: path,
        code: 'url_invalid',
      });
    }
    if (/^https?:/i.test(value) && URL.canParse(value)) return value;
    throw invalidRequest('Not a valid URL', { param: path, code: 'url_invalid' });
  });
}

/** The officially assigned codes of ISO 3166-1: neither reserved ones such as UK and EU, nor those for one's own use. */
const COUNTRIES = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
   CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
   GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
   KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
   MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
   SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
   UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
);

/** Whether it is an officially assigned two-letter code of ISO 3166-1. */
export function isCountry(code: string): boolean {
  return COUNTRIES.has(code);
}

export function country(): Param<string, false> {
  return refined(text(), (value, path) => {
    if (isCountry(value.toUpperCase())) return value;
    throw invalidRequest(
      `Country '${value}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'. A full list of country codes is available at https://en.wikipedia.org/wiki/ISO_3166-1_alpha-2#Officially_assigned_code_elements`,
      { param: path },
    );
  });
}

import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { refusal, stripeWorld } from './testing/stripe-world.ts';

const world = stripeWorld();

/** The examples of Stripe's table, each with one that has a digit too few, and the country it is of. */
const EU = [
  ['ATU12345678', 'ATU1234567', 'AT'],
  ['BE0123456789', 'BE012345678', 'BE'],
  ['BG0123456789', 'BG01234567', 'BG'],
  ['CY12345678Z', 'CY1234567Z', 'CY'],
  ['CZ1234567890', 'CZ1234567', 'CZ'],
  ['DE123456789', 'DE12', 'DE'],
  ['DK12345678', 'DK1234567', 'DK'],
  ['EE123456789', 'EE12345678', 'EE'],
  ['EL123456789', 'EL12345678', 'GR'],
  ['ESA1234567Z', 'ESA123456Z', 'ES'],
  ['FI12345678', 'FI1234567', 'FI'],
  ['FRAB123456789', 'FRAB12345678', 'FR'],
  ['HR12345678912', 'HR1234567891', 'HR'],
  ['HU12345678', 'HU1234567', 'HU'],
  ['IE1234567AB', 'IE123456AB', 'IE'],
  ['IT12345678912', 'IT1234567891', 'IT'],
  ['LT123456789123', 'LT12345678912', 'LT'],
  ['LU12345678', 'LU1234567', 'LU'],
  ['LV12345678912', 'LV1234567891', 'LV'],
  ['MT12345678', 'MT1234567', 'MT'],
  ['NL123456789B12', 'NL12345678B12', 'NL'],
  ['PL1234567890', 'PL123456789', 'PL'],
  ['PT123456789', 'PT12345678', 'PT'],
  ['RO1234567891', 'RO1', 'RO'],
  ['SE123456789123', 'SE12345678912', 'SE'],
  ['SI12345678', 'SI1234567', 'SI'],
  ['SK1234567891', 'SK123456789', 'SK'],
  ['XI123456789', 'XI12345678', 'XI'],
] as const;

const OTHERS = [
  ['gb_vat', 'GB123456789', 'GB12345678', 'GB'],
  ['us_ein', '12-3456789', '12-345678', 'US'],
  ['jp_cn', '1234567891234', '123456789123', 'JP'],
  ['jp_rn', '12345', '1234', 'JP'],
  ['jp_trn', 'T1234567891234', 'T123456789123', 'JP'],
  ['ch_vat', 'CHE-123.456.789 MWST', 'CHE-123.456.789', 'CH'],
  ['no_vat', '123456789MVA', '12345678MVA', 'NO'],
  ['au_abn', '12345678912', '1234567891', 'AU'],
  ['ca_bn', '123456789', '12345678', 'CA'],
  ['ca_gst_hst', '123456789RT0002', '123456789RT002', 'CA'],
  ['in_gst', '12ABCDE3456FGZH', '12ABCDE3456FGZ', 'IN'],
  ['sg_gst', 'M12345678X', 'M1234567X', 'SG'],
  ['nz_gst', '123456789', '1234567', 'NZ'],
] as const;

test.each([...EU.map((row) => ['eu_vat', ...row] as const), ...OTHERS])(
  '%s: %s is one, %s is none',
  async (type, value, wrong, country) => {
    const { id } = await world.stripe.customers.create({});
    const create = (text: string): Promise<Stripe.TaxId> =>
      world.stripe.customers.createTaxId(id, { type, value: text });
    expect(await create(value)).toMatchObject({ type, country, value: value.replaceAll(' ', '') });
    for (const none of [wrong, `${value}0000000`, '']) {
      const expected = none === '' ? 'parameter_invalid_empty' : 'tax_id_invalid';
      expect(await refusal(create(none)), none).toMatchObject({
        statusCode: 400,
        code: expected,
        param: 'value',
      });
    }
    expect((await world.stripe.customers.listTaxIds(id)).data).toHaveLength(1);
  },
);

test.each(['ZZ123456789', '123456789', 'GB123456789', 'de123456789', '__proto__'])(
  'eu_vat: %s is of no country of the Union',
  async (value) => {
    const call = world.stripe.customers.create({ tax_id_data: [{ type: 'eu_vat', value }] });
    expect(await refusal(call)).toMatchObject({ statusCode: 400, code: 'tax_id_invalid' });
    expect((await world.stripe.customers.list()).data).toEqual([]);
  },
);

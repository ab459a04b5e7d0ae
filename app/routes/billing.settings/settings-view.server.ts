import type { MigrationChannel } from '../../domain/migration-request.ts';
import { countryName } from '../../format/countries.ts';
import { formatDateTime } from '../../format/dates.ts';
import { migrationStatusWords } from '../../format/migration-status.ts';
import { formatTownLine } from '../../format/town-line.ts';
import type { BillingSettings } from '../../services/migration/get-settings.ts';
import type { SettingsView } from './settings-view.ts';

const CHANNEL_WORDS: Readonly<Record<MigrationChannel, string>> = {
  sandbox: 'Sandbox',
  production: 'Production cutover',
};

export function toSettingsView(
  { customer, migrationRequests }: BillingSettings,
  { locale, hasMigration, nextId }: { locale: string; hasMigration: boolean; nextId: string | null },
): SettingsView {
  return {
    details: toDetails(customer),
    migration: hasMigration
      ? {
          nextId,
          requests: migrationRequests.map(({ id, channel, status, createdAt, notes, reply }) => ({
            id,
            channel: CHANNEL_WORDS[channel],
            status: migrationStatusWords(status),
            submitted: formatDateTime(createdAt, locale),
            notes,
            reply,
          })),
        }
      : null,
  };
}

function toDetails(customer: BillingSettings['customer']): SettingsView['details'] {
  const town = formatTownLine({
    city: customer.addressCity,
    state: customer.addressState,
    postalCode: customer.addressPostalCode,
    country: customer.country,
  });
  const address = [customer.addressLine1, customer.addressLine2, town].filter(
    (line): line is string => line !== null && line !== '',
  );
  return [
    { term: 'Name', value: [customer.name] },
    { term: 'Billing e-mail', value: [customer.email] },
    { term: 'Address', value: [...address, countryName(customer.country)] },
    { term: 'Tax id', value: [customer.taxId ?? 'None on file'] },
    { term: 'Currency', value: [customer.currency.toUpperCase()] },
  ];
}

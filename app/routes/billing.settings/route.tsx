import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { useActionData, useLoaderData } from '@remix-run/react';
import { requirePage } from '../../auth/guards.ts';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { SELLER } from '../../config/seller.ts';
import { readForm } from '../../http/body.ts';
import { pageProblem } from '../../http/page-error.ts';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { getSettings } from '../../services/migration/get-settings.ts';
import { requestMigration } from '../../services/migration/request-migration.ts';
import { MigrationCard } from './migration-card.tsx';
import { toSettingsView } from './settings-view.server.ts';

export const meta: MetaFunction = () => [{ title: 'Settings · ApexMediation' }];

export function loader(args: LoaderFunctionArgs) {
  return loadCustomerPage(args, 'settings.read', async ({ ctx, customerId, locale, reading }) => {
    const settings = await getSettings(ctx, { customerId });
    const view = toSettingsView(settings, {
      locale,
      hasMigration: args.context.runtime.flags.migration,
      nextId: ctx.actor.kind === 'publisher' ? ctx.newId() : null,
    });
    return { view, contact: SELLER.email, reading: reading() };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'publisher');
  if (!args.context.runtime.flags.migration) throw pageProblem(404, args.context.requestId);
  return loadPage(args, async () => {
    const form = await readForm(args.request);
    const text = (name: string) => String(form.get(name) ?? '');
    const input = { id: text('id'), channel: text('channel'), notes: text('notes') };
    const refusal = await submitForm(() => requestMigration(ctx, input));
    if (refusal === null) throw redirect('/billing/settings');
    return data({ submitted: { refusal, channel: input.channel, notes: input.notes } }, { status: 422 });
  });
}

export default function SettingsPage() {
  const { view, contact } = useLoaderData<typeof loader>();
  const submitted = useActionData<typeof action>()?.submitted ?? null;
  return (
    <>
      <PageHeader title="Settings">Your billing details, and moving your billing.</PageHeader>
      <div className="max-w-[880px] space-y-6">
        <Card labelledBy="details-title">
          <CardHeader id="details-title" title="Billing details">
            As they stand on your invoices. To change them, write to{' '}
            <a href={`mailto:${contact}`} className="text-link underline underline-offset-2">
              {contact}
            </a>
            .
          </CardHeader>
          <div className="border-divider border-t px-4 py-5 md:px-6">
            <DefinitionList
              items={view.details.map(({ term, value }) => ({
                term,
                value: value.map((line) => (
                  <span key={line} className="block break-words">
                    {line}
                  </span>
                )),
              }))}
            />
          </div>
        </Card>
        {view.migration !== null && <MigrationCard migration={view.migration} submitted={submitted} />}
      </div>
    </>
  );
}

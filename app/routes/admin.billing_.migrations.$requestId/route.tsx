import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { requirePage } from '../../auth/guards.ts';
import { Card, CardHeader } from '../../components/ui/card.tsx';
import { Chip } from '../../components/ui/chip.tsx';
import { DefinitionList } from '../../components/ui/definition-list.tsx';
import { LINK_CLASS } from '../../components/ui/link-class.ts';
import { Mono } from '../../components/ui/mono.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { canMigrationMove, MIGRATION_STATUSES } from '../../domain/migration-request.ts';
import { formatDateTime } from '../../format/dates.ts';
import { supportedLocale } from '../../format/locale.ts';
import { migrationStatusWords } from '../../format/migration-status.ts';
import { readForm } from '../../http/body.ts';
import { pageProblem } from '../../http/page-error.ts';
import { submitForm } from '../../pages/form-errors.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { getMigrationRequest } from '../../services/migration/get-migration-request.ts';
import { updateMigrationRequest } from '../../services/migration/update-migration-request.ts';
import { ReplyForm } from './reply-form.tsx';

export const meta: MetaFunction = () => [{ title: 'Migration request · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  const locale = supportedLocale(ctx.actor.locale);
  const id = requireId(args);
  return loadPage(args, async () => {
    const request = await getMigrationRequest(ctx, { id });
    const next = MIGRATION_STATUSES.filter((to) => canMigrationMove(request.status, to));
    return {
      request: {
        ...request,
        status: migrationStatusWords(request.status),
        createdAt: formatDateTime(request.createdAt, locale),
        updatedAt: formatDateTime(request.updatedAt, locale),
      },
      next: ctx.actor.role === 'admin' ? next : [],
      reading: reading(),
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  const id = requireId(args);
  return loadPage(args, async () => {
    const form = await readForm(args.request);
    const input = { id, status: String(form.get('status') ?? ''), reply: String(form.get('reply') ?? '') };
    const refusal = await submitForm(() => updateMigrationRequest(ctx, input));
    if (refusal === null) throw redirect(`/admin/billing/migrations/${id}`);
    return data({ submitted: { refusal, status: input.status, reply: input.reply } }, { status: 422 });
  });
}

function requireId({ params, context }: LoaderFunctionArgs): string {
  const parsed = z.guid().safeParse(params.requestId);
  if (!parsed.success) throw pageProblem(404, context.requestId);
  return parsed.data.toLowerCase();
}

export default function MigrationRequestPage() {
  const { request, next } = useLoaderData<typeof loader>();
  const submitted = useActionData<typeof action>()?.submitted ?? null;
  return (
    <>
      <PageHeader
        above={
          <Link to="/admin/billing/migrations" className={`${LINK_CLASS} text-sm`}>
            Migrations
          </Link>
        }
        title={
          <span className="flex flex-wrap items-center gap-3">
            {request.customerName}
            <Chip tone={request.status.tone}>{request.status.label}</Chip>
          </span>
        }
      />
      <div className="max-w-[880px] space-y-6">
        <Card labelledBy="request-title">
          <CardHeader id="request-title" title="What they asked" />
          <div className="space-y-5 border-divider border-t px-4 py-5 md:px-6">
            <p className="whitespace-pre-line break-words text-sm">{request.notes}</p>
            <DefinitionList
              items={[
                { term: 'Where to', value: <span className="capitalize">{request.channel}</span> },
                { term: 'Asked by', value: request.requestedBy },
                { term: 'Submitted', value: request.createdAt },
                { term: 'Last change', value: request.updatedAt },
                { term: 'Request', value: <Mono>{request.id}</Mono> },
                { term: 'Customer', value: <Mono>{request.customerId}</Mono> },
                { term: 'Our reply', value: request.reply ?? 'None yet' },
              ]}
            />
          </div>
        </Card>
        {next.length > 0 && <ReplyForm next={next} submitted={submitted} />}
      </div>
    </>
  );
}

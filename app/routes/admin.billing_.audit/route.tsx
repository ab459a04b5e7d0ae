import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/cloudflare';
import { useLoaderData } from '@remix-run/react';
import { ScrollText } from 'lucide-react';
import { ButtonLink, buttonClass } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/empty-state.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { type FieldError, isBillingError } from '../../domain/errors.ts';
import { supportedLocale } from '../../format/locale.ts';
import { auditQuerySchema, toAuditQuery } from '../../http/api/audit-query.ts';
import { parseQuery } from '../../http/api/parse-query.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { requireStaffPage } from '../../pages/staff-page.server.ts';
import { verifyAudit } from '../../services/audit/chain/verify-audit.ts';
import { listAudit } from '../../services/audit/list-audit.ts';
import { AuditRow } from './audit-row.tsx';
import { toAuditView } from './audit-view.server.ts';
import { AUDIT_FILTERS, type AuditView } from './audit-view.ts';
import { FilterForm } from './filter-form.tsx';
import { SealCard } from './seal-card.tsx';
import { withBeginnings } from './with-beginnings.ts';

/** What one reading of the page may check; `npm run audit:verify` has no such end. */
const MAX_LINKS = 500_000;

export const meta: MetaFunction = () => [{ title: 'Audit · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const { ctx, reading } = await requireStaffPage(args);
  const search = filledIn(new URL(args.request.url).searchParams);
  const values = Object.fromEntries(
    AUDIT_FILTERS.flatMap((name) => (search.has(name) ? [[name, search.get(name) ?? '']] : [])),
  );
  const none: readonly FieldError[] = [];
  return loadPage(args, async () => {
    try {
      const query = toAuditQuery(parseQuery(auditQuerySchema, withBeginnings(search)));
      const verification = search.has('verify') ? await verifyAudit(ctx, { maxLinks: MAX_LINKS }) : null;
      const reader = { locale: supportedLocale(ctx.actor.locale), now: ctx.now };
      const view: AuditView | null = toAuditView(await listAudit(ctx, query), {
        search,
        verification,
        reader,
      });
      return data({ view, values, errors: none, reading: reading() });
    } catch (error) {
      if (!isBillingError(error) || error.code !== 'invalid_request') throw error;
      return data({ view: null, values, errors: error.fields, reading: reading() }, { status: 400 });
    }
  });
}

/** Without a script a form sends its empty fields too. */
function filledIn(search: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...search].filter(([, value]) => value.trim() !== ''));
}

export default function AuditPage() {
  const { view, values, errors } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Audit"
        actions={
          view !== null && (
            <a href={view.csv} download className={buttonClass()}>
              Export CSV
            </a>
          )
        }
      >
        Every write by anyone, written in the transaction of the change itself.
      </PageHeader>
      {view !== null && <SealCard seal={view.seal} values={values} />}
      <Card>
        <FilterForm values={values} errors={errors} />
        {view === null || view.rows.length === 0 ? (
          <EmptyState
            icon={ScrollText}
            title={view === null ? 'This filter makes no sense' : 'Nothing found'}
          >
            {view === null ? 'Mend what is marked above.' : 'No row of the trail matches all filters.'}
          </EmptyState>
        ) : (
          <ul aria-label="Audit rows" className="divide-y divide-divider">
            {view.rows.map((row) => (
              <li key={row.id}>
                <AuditRow row={row} />
              </li>
            ))}
          </ul>
        )}
      </Card>
      {view !== null && view.next !== null && (
        <div className="mt-4 flex justify-end">
          <ButtonLink to={view.next}>Older rows</ButtonLink>
        </div>
      )}
    </>
  );
}

import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { Form, useLoaderData } from '@remix-run/react';
import { CheckCheck } from 'lucide-react';
import { z } from 'zod';
import { requirePage } from '../../auth/guards.ts';
import { Button } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { CsrfField } from '../../components/ui/csrf-field.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { parseId } from '../../http/api/parse-id.ts';
import { readForm } from '../../http/body.ts';
import { pageProblem } from '../../http/page-error.ts';
import { loadCustomerPage } from '../../pages/customer-page.server.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { withoutEmpty } from '../../pages/without-empty.ts';
import { listNotifications } from '../../services/notifications/list-notifications.ts';
import { markAllNotificationsRead } from '../../services/notifications/mark-all-notifications-read.ts';
import { markNotificationRead } from '../../services/notifications/mark-notification-read.ts';
import { InboxPages } from './inbox-pages.tsx';
import { parseInboxQuery } from './inbox-query.server.ts';
import { InboxTabs } from './inbox-tabs.tsx';
import { toInboxView } from './inbox-view.server.ts';
import type { InboxView } from './inbox-view.ts';
import { NoNotices } from './no-notices.tsx';
import { NoticeItem } from './notice-item.tsx';
import { pathOfLastPage, pathOfPage } from './page-path.ts';

const NOTICES_PER_PAGE = 20;

export const meta: MetaFunction = () => [{ title: 'Notifications · ApexMediation' }];

export function loader(args: LoaderFunctionArgs) {
  const search = withoutEmpty(new URL(args.request.url).searchParams);
  return loadCustomerPage(args, 'notification.list_read', async ({ ctx, customerId, locale, reading }) => {
    const query = parseInboxQuery(search);
    const found = await listNotifications(ctx, { customerId, limit: NOTICES_PER_PAGE, ...query });
    const last = pathOfLastPage(new URL(args.request.url), {
      page: query.page,
      limit: NOTICES_PER_PAGE,
      total: found.total,
    });
    if (last !== null) throw redirect(last);
    return {
      inbox: toInboxView(found, { ...query, limit: NOTICES_PER_PAGE, search, locale, now: ctx.now }),
      mayMark: ctx.actor.kind === 'publisher',
      reading: reading(),
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'publisher');
  return loadPage(args, async () => {
    const form = await readForm(args.request);
    const intent = form.get('intent');
    if (intent === 'read') {
      await markNotificationRead(ctx, { notificationId: parseId(String(form.get('id') ?? '')) });
    } else if (intent === 'read-all') {
      const until = z.iso.datetime().safeParse(form.get('until'));
      if (!until.success) throw pageProblem(400, args.context.requestId);
      await markAllNotificationsRead(ctx, { until: new Date(until.data) });
      throw redirect(pathOfPage(new URL(args.request.url), 1), 303);
    } else {
      throw pageProblem(400, args.context.requestId);
    }
    const { pathname, search } = new URL(args.request.url);
    throw redirect(`${pathname}${search}`, 303);
  });
}

export default function NotificationsPage() {
  const { inbox, mayMark } = useLoaderData<typeof loader>();
  return (
    <div className="max-w-[880px]">
      <PageHeader
        title="Notifications"
        actions={mayMark && inbox.unread > 0 && inbox.newestAt !== null && <MarkAll until={inbox.newestAt} />}
      >
        Limits, budgets and requests of yours, the newest first. Times are in UTC.
      </PageHeader>
      <InboxTabs tabs={inbox.tabs} />
      <Inbox inbox={inbox} mayMark={mayMark} />
    </div>
  );
}

function Inbox({ inbox, mayMark }: { inbox: InboxView; mayMark: boolean }) {
  if (inbox.notices.length === 0) return <NoNotices inbox={inbox} />;
  return (
    <>
      <Card>
        <ul aria-label="Notifications" className="divide-y divide-divider">
          {inbox.notices.map((notice) => (
            <NoticeItem key={notice.id} notice={notice} mayMark={mayMark} />
          ))}
        </ul>
      </Card>
      <InboxPages inbox={inbox} />
    </>
  );
}

function MarkAll({ until }: { until: string }) {
  return (
    <Form method="post">
      <CsrfField />
      <input type="hidden" name="intent" value="read-all" />
      <input type="hidden" name="until" value={until} />
      <Button>
        <CheckCheck aria-hidden="true" className="size-4" />
        Mark all as read
      </Button>
    </Form>
  );
}

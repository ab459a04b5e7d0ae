import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/cloudflare';
import { useLoaderData } from '@remix-run/react';
import { requirePage } from '../../auth/guards.ts';
import { Inbox } from '../../components/notices/inbox.tsx';
import { InboxTabs } from '../../components/notices/inbox-tabs.tsx';
import { MarkAll } from '../../components/notices/mark-all.tsx';
import { NoNotices } from '../../components/notices/no-notices.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { supportedLocale } from '../../format/locale.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import { parseInboxQuery } from '../../pages/notices/inbox-query.server.ts';
import { toInboxView } from '../../pages/notices/inbox-view.server.ts';
import { pathOfLastPage } from '../../pages/notices/page-path.ts';
import { submitMarks } from '../../pages/notices/submit-marks.server.ts';
import { withoutEmpty } from '../../pages/without-empty.ts';
import { listStaffNotifications } from '../../services/notifications/list-staff-notifications.ts';
import {
  markAllStaffNotificationsRead,
  markStaffNotificationRead,
} from '../../services/notifications/mark-staff-notifications-read.ts';
import { staffNoticeWords } from './staff-notice-words.server.ts';

const NOTICES_PER_PAGE = 20;

export const meta: MetaFunction = () => [{ title: 'Notices · ApexMediation' }];

export async function loader(args: LoaderFunctionArgs) {
  const ctx = await requirePage(args, 'staff');
  return loadPage(args, async () => {
    const url = new URL(args.request.url);
    const search = withoutEmpty(url.searchParams);
    const query = parseInboxQuery(search);
    const found = await listStaffNotifications(ctx, { limit: NOTICES_PER_PAGE, ...query });
    const last = pathOfLastPage(url, { page: query.page, limit: NOTICES_PER_PAGE, total: found.total });
    if (last !== null) throw redirect(last);
    return {
      inbox: toInboxView(found, {
        ...query,
        limit: NOTICES_PER_PAGE,
        search,
        locale: supportedLocale(ctx.actor.locale),
        now: ctx.now,
        linksLastMs: null,
        wordsOf: staffNoticeWords,
      }),
      mayMark: ctx.actor.role === 'admin',
      reading: { unread: found.unread },
    };
  });
}

export async function action(args: ActionFunctionArgs) {
  const ctx = await requirePage(args, 'admin');
  return loadPage(args, () =>
    submitMarks(args, {
      one: (notificationId) => markStaffNotificationRead(ctx, { notificationId }),
      all: (until) => markAllStaffNotificationsRead(ctx, { until }),
    }),
  );
}

export default function StaffNoticesPage() {
  const { inbox, mayMark } = useLoaderData<typeof loader>();
  return (
    <div className="max-w-[880px]">
      <PageHeader
        title="Notices"
        actions={mayMark && inbox.unread > 0 && inbox.newestAt !== null && <MarkAll until={inbox.newestAt} />}
      >
        What needs a person, the newest first. Read by one admin is read for all. Times are in UTC.
      </PageHeader>
      <InboxTabs tabs={inbox.tabs} />
      <Inbox inbox={inbox} mayMark={mayMark}>
        <NoNotices inbox={inbox}>
          You hear when an invoice is held, when late usage or a difference needs a decision, and when Stripe
          refuses what we send.
        </NoNotices>
      </Inbox>
    </div>
  );
}

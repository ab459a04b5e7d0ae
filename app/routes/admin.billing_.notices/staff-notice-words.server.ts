import { z } from 'zod';
import type { NoticeWords } from '../../pages/notices/inbox-view.server.ts';
import type { InAppNotification } from '../../services/notifications/read-notices.ts';

/** As `alertStaff` queues it. */
const alert = z.object({
  title: z.string(),
  text: z.string(),
  path: z.string().startsWith('/admin/').nullish(),
});

/** A notice of our staff's in words. One that nothing here can put into words still says that there is one. */
export function staffNoticeWords({ kind, payload }: InAppNotification): NoticeWords {
  const read = alert.safeParse(payload);
  if (!read.success) {
    return { title: 'A notice for staff', text: `Of the kind ${kind}.`, tone: 'neutral', page: null };
  }
  const { title, text, path } = read.data;
  return { title, text, tone: 'warning', page: path ?? null };
}

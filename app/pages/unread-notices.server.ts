import type { SQL } from 'drizzle-orm';
import { z } from 'zod';
import { withFirstBatch } from '../db/first-batch.ts';
import type { ServiceContext } from '../services/context.ts';
import { selectUnread } from '../services/notifications/select-unread.ts';

const countedRows = z.object({ rows: z.tuple([z.object({ unread: z.number() })]) });

/** The same context, whose first batch also counts the unread of the notices that `own` names: the page stays at one trip. */
export function withUnreadNotices<C extends ServiceContext>(
  ctx: C,
  own: SQL,
): { ctx: C; readUnread(): number } {
  let unread = 0;
  const db = withFirstBatch(
    ctx.db,
    (queries) => queries.execute(selectUnread(own)),
    (result) => {
      unread = countedRows.parse(result).rows[0].unread;
    },
  );
  return { ctx: { ...ctx, db }, readUnread: () => unread };
}

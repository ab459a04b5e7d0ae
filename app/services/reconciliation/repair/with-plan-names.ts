import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { ServiceContext } from '../../context.ts';
import type { PlannedAction } from './repair-plan.ts';

const PLAN_FIELD = 'plan';
const nameRows = z.array(z.object({ id: z.string(), name: z.string(), version: z.number() }));

/** Plan versions are compared by their ids: a subject tells their names. No trip where none differs. */
export async function withPlanNames(
  ctx: ServiceContext,
  actions: readonly PlannedAction[],
): Promise<PlannedAction[]> {
  const ids = actions
    .flatMap(({ subject }) => (subject.type === 'object' ? subject.fields : []))
    .filter(({ field }) => field === PLAN_FIELD)
    .flatMap(({ internal, stripe }) => [internal ?? [], stripe ?? []].flat());
  if (ids.length === 0) return [...actions];
  const [found] = await ctx.db.batch({ kind: 'system' }, (db) => [
    db.execute(sql`
      select v.id, p.name, v.version from plan_versions v join plans p on p.id = v.plan_id
      where v.id::text in (select json_array_elements_text(${JSON.stringify(ids)}::json))`),
  ]);
  const names = new Map(
    nameRows.parse(found.rows).map(({ id, name, version }) => [id, `${name}, version ${version}`]),
  );
  const named = (id: string | null) => (id === null ? null : (names.get(id) ?? id));
  return actions.map(({ subject, ...action }) => ({
    ...action,
    subject:
      subject.type === 'usage'
        ? subject
        : {
            ...subject,
            fields: subject.fields.map(({ field, internal, stripe }) =>
              field === PLAN_FIELD
                ? { field, internal: named(internal), stripe: named(stripe) }
                : { field, internal, stripe },
            ),
          },
  }));
}

import { redirect } from '@remix-run/cloudflare';
import { z } from 'zod';
import type { GuardArgs } from '../../auth/guards.ts';
import { parseId } from '../../http/api/parse-id.ts';
import { readForm } from '../../http/body.ts';
import { pageProblem } from '../../http/page-error.ts';
import { pathOfPage } from './page-path.ts';

interface Marks {
  one(notificationId: string): Promise<unknown>;
  all(until: Date): Promise<unknown>;
}

/** What the forms of an inbox sent: marks one notice, or all up to the newest, and leads back to the list. */
export async function submitMarks({ request, context }: GuardArgs, marks: Marks): Promise<never> {
  const form = await readForm(request);
  const intent = form.get('intent');
  const url = new URL(request.url);
  if (intent === 'read') {
    await marks.one(parseId(String(form.get('id') ?? '')));
    throw redirect(`${url.pathname}${url.search}`, 303);
  }
  const until = z.iso.datetime().safeParse(form.get('until'));
  if (intent !== 'read-all' || !until.success) throw pageProblem(400, context.requestId);
  await marks.all(new Date(until.data));
  throw redirect(pathOfPage(url, 1), 303);
}

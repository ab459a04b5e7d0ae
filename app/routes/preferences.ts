import { type ActionFunctionArgs, redirect } from '@remix-run/cloudflare';
import { safeReturnTo } from '../auth/return-to.ts';
import { readForm } from '../http/body.ts';
import { pageProblem } from '../http/page-error.ts';
import { loadPage } from '../pages/load-page.server.ts';
import { preferenceCookies } from '../pages/preferences.server.ts';

/** How one browser wants the pages to look: tells nothing of anybody, so it asks for no session and no CSRF token. */
export async function action(args: ActionFunctionArgs): Promise<Response> {
  const { request, context } = args;
  const form = await loadPage(args, () => readForm(request));
  const returnTo = form.get('returnTo');
  const secure = context.runtime.env.APP_ENV !== 'development';
  const headers = new Headers();
  for (const cookie of preferenceCookies(form, { secure })) headers.append('Set-Cookie', cookie);
  return redirect(safeReturnTo(typeof returnTo === 'string' ? returnTo : null, '/billing'), { headers });
}

export function loader({ context }: { context: ActionFunctionArgs['context'] }): never {
  throw pageProblem(404, context.requestId);
}

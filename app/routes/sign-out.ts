import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/cloudflare';
import { hasDemoAccounts } from '../auth/demo-account.ts';
import { SESSION_COOKIE } from '../auth/session.ts';
import { pageProblem } from '../http/page-error.ts';

/** Ends a demo session. Where the console signs people in, it also signs them out. */
export function action({ context }: ActionFunctionArgs): Response {
  const { env } = context.runtime;
  if (!hasDemoAccounts(env)) throw pageProblem(404, context.requestId);
  return redirect(env.SIGN_IN_URL, {
    headers: { 'Set-Cookie': `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0` },
  });
}

export function loader({ context }: LoaderFunctionArgs): never {
  throw pageProblem(404, context.requestId);
}

import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/cloudflare';
import { hasDemoAccounts } from '../auth/demo-account.ts';
import { issueDemoToken, sessionCookie } from '../auth/issue-session.ts';
import { findDemoAccount } from '../auth/list-demo-accounts.ts';
import { safeReturnTo } from '../auth/return-to.ts';
import { BillingError } from '../domain/errors.ts';
import { apiRoute } from '../http/api-route.ts';
import { readForm } from '../http/body.ts';
import { nowhere } from '../http/nowhere.ts';

const route = apiRoute({
  async POST({ request, context }) {
    const { env, db } = context.runtime;
    const form = await readForm(request);
    const email = form.get('email');
    const account = typeof email === 'string' ? await findDemoAccount({ db }, email) : null;
    if (account === null) {
      throw new BillingError('invalid_value', 'No demo account has this address.', {
        fields: [{ path: 'email', message: 'must be the address of a demo account' }],
      });
    }
    const token = await issueDemoToken(account, { settings: env, now: context.now });
    const returnTo = form.get('returnTo');
    const home = account.role === 'publisher' ? '/billing' : '/admin/billing';
    return new Response(null, {
      status: 302,
      headers: {
        Location: safeReturnTo(typeof returnTo === 'string' ? returnTo : null, home),
        'Set-Cookie': sessionCookie(token, { secure: new URL(env.APP_URL).protocol === 'https:' }),
        'Cache-Control': 'no-store',
      },
    });
  },
});

/** Signs in as a demo account. Where the console signs people in, this address does not exist. */
export function loader(args: LoaderFunctionArgs): Promise<Response> {
  return hasDemoAccounts(args.context.runtime.env) ? route.loader(args) : nowhere.loader(args);
}

export function action(args: ActionFunctionArgs): Promise<Response> {
  return hasDemoAccounts(args.context.runtime.env) ? route.action(args) : nowhere.action(args);
}

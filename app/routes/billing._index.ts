import { type LoaderFunctionArgs, redirect } from '@remix-run/cloudflare';
import { requirePage } from '../auth/guards.ts';
import { customerQuery } from '../pages/customer-query.ts';

export async function loader(args: LoaderFunctionArgs): Promise<Response> {
  await requirePage(args, 'any');
  return redirect(`/billing/usage${customerQuery(new URL(args.request.url).searchParams)}`);
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import { useLoaderData } from '@remix-run/react';
import { ChevronRight } from 'lucide-react';
import type { DemoAccount } from '../../auth/demo-account.ts';
import { hasDemoAccounts } from '../../auth/demo-account.ts';
import { listDemoAccounts } from '../../auth/list-demo-accounts.ts';
import { Logo } from '../../components/frame/logo.tsx';
import { Card } from '../../components/ui/card.tsx';
import { pageProblem } from '../../http/page-error.ts';
import { loadPage } from '../../pages/load-page.server.ts';
import type { PageHandle } from '../../root.tsx';

export const meta: MetaFunction = () => [{ title: 'Sign in · ApexMediation' }];
export const handle: PageHandle = { isBare: true };

/** Where the console signs people in, this page does not exist. */
export function loader(args: LoaderFunctionArgs) {
  const { context, request } = args;
  if (!hasDemoAccounts(context.runtime.env)) throw pageProblem(404, context.requestId);
  return loadPage(args, async () => ({
    accounts: (await listDemoAccounts({ db: context.runtime.db })).map(toChoice),
    returnTo: new URL(request.url).searchParams.get('returnTo'),
  }));
}

function toChoice({ email, name, role, planName, currency, locale }: DemoAccount) {
  const facts =
    role === 'publisher'
      ? [planName ?? 'No plan', currency?.toUpperCase(), locale]
      : [role === 'admin' ? 'Administrator' : 'Read only', locale];
  return { email, name, isStaff: role !== 'publisher', facts: facts.filter(Boolean).join(' · ') };
}

type Choice = ReturnType<typeof toChoice>;

export default function SignInPage() {
  const { accounts, returnTo } = useLoaderData<typeof loader>();
  return (
    <main className="mx-auto flex min-h-dvh max-w-[560px] flex-col px-4 py-10 md:py-16">
      <div className="mb-8 flex justify-center">
        <Logo />
      </div>
      <h1 className="text-center font-semibold text-xl tracking-tight">Sign in</h1>
      <p className="mt-1 mb-8 text-center text-muted text-sm">
        This is a local world. Choose whom to be; everything behind it is real.
      </p>
      <Group title="Staff" accounts={accounts.filter(({ isStaff }) => isStaff)} returnTo={returnTo} />
      <Group title="Publishers" accounts={accounts.filter(({ isStaff }) => !isStaff)} returnTo={returnTo} />
    </main>
  );
}

function Group({
  title,
  accounts,
  returnTo,
}: {
  title: string;
  accounts: readonly Choice[];
  returnTo: string | null;
}) {
  if (accounts.length === 0) return null;
  const id = `group-${title.toLowerCase()}`;
  return (
    <div className="mb-8">
      <h2 id={id} className="mb-2 font-medium text-muted text-xs">
        {title}
      </h2>
      <Card labelledBy={id} className="divide-y divide-divider overflow-hidden">
        {accounts.map((account) => (
          <form key={account.email} method="post" action="/dev/sign-in">
            {returnTo !== null && <input type="hidden" name="returnTo" value={returnTo} />}
            <button
              type="submit"
              name="email"
              value={account.email}
              className="flex w-full items-center gap-4 px-4 py-3 text-left text-sm transition-colors -outline-offset-2 hover:bg-hover"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{account.name}</span>
                <span className="block truncate text-muted text-xs">{account.email}</span>
              </span>
              <span className="text-right text-muted text-xs">{account.facts}</span>
              <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-faint" />
            </button>
          </form>
        ))}
      </Card>
    </div>
  );
}

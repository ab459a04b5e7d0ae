import interUrl from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/cloudflare';
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLoaderData,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from '@remix-run/react';
import type { ReactNode } from 'react';
import { hasDemoAccounts } from './auth/demo-account.ts';
import { ErrorPage } from './components/error-page.tsx';
import { Frame, type FrameProps } from './components/frame/frame.tsx';
import { usePreferences } from './components/frame/preference-form.tsx';
import { useNonce } from './components/nonce.ts';
import { SELLER } from './config/seller.ts';
import { PAGE_LANGUAGE } from './format/locale.ts';
import { readPreferences } from './pages/preferences.server.ts';
import { type Preferences, toRail, toTheme } from './pages/preferences.ts';
import { readViewerAndToken } from './pages/viewer.server.ts';
import stylesUrl from './styles/app.css?url';

const DEFAULT_PREFERENCES: Preferences = { theme: toTheme(null), rail: toRail(null) };

export const meta: MetaFunction = () => [{ title: 'Billing · ApexMediation' }];

export const links: LinksFunction = () => [
  { rel: 'preload', href: interUrl, as: 'font', type: 'font/woff2', crossOrigin: 'anonymous' },
  { rel: 'stylesheet', href: stylesUrl },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export async function loader(args: LoaderFunctionArgs) {
  const { flags, env } = args.context.runtime;
  return {
    ...(flags.billingPages ? await readViewerAndToken(args) : { viewer: null, csrfToken: null }),
    preferences: readPreferences(args.request.headers),
    canSignOut: hasDemoAccounts(env),
    contact: SELLER.email,
    requestId: args.context.requestId,
  };
}

/** A page may stand without the frame: `export const handle = { isBare: true }`. */
export interface PageHandle {
  isBare?: boolean;
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const root = useRouteLoaderData<typeof loader>('root');
  const { theme } = usePreferences(root?.preferences ?? DEFAULT_PREFERENCES);
  return (
    <html lang={PAGE_LANGUAGE} data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration {...(nonce && { nonce })} />
        <Scripts {...(nonce && { nonce })} />
      </body>
    </html>
  );
}

export default function App() {
  const data = useLoaderData<typeof loader>();
  const isBare = useMatches().some(({ handle }) => (handle as PageHandle | undefined)?.isBare === true);
  if (isBare) return <Outlet />;
  return (
    <ConsoleFrame data={data}>
      <Outlet />
    </ConsoleFrame>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  const data = useRouteLoaderData<typeof loader>('root');
  const page = <ErrorPage error={error} documentRequestId={data?.requestId ?? null} />;
  // Null after an action that refused a form sent without a script: then no loader has run.
  if (!data) return <main className="px-4">{page}</main>;
  return <ConsoleFrame data={data}>{page}</ConsoleFrame>;
}

type RootData = Pick<FrameProps, 'viewer' | 'preferences' | 'canSignOut' | 'contact'>;

function ConsoleFrame({ data, children }: { data: RootData; children: ReactNode }) {
  const { viewer, canSignOut, contact } = data;
  const preferences = usePreferences(data.preferences);
  return (
    <Frame viewer={viewer} preferences={preferences} canSignOut={canSignOut} contact={contact}>
      {children}
    </Frame>
  );
}

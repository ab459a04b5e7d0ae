import type { CaughtEmail, CaughtSlackMessage } from '../mail/start-mail-catcher.ts';
import type { Account } from '../world/accounts.ts';
import { type Html, html } from './html.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';

export interface PageInput {
  now: Date;
  webUrl: string;
  services: readonly { name: string; address: string; href?: string }[];
  accounts: readonly Account[];
  jobNames: readonly string[];
  /** Of these an advance of more than two days lives through the last tick alone. */
  jobsThatLook: readonly string[];
  emails: readonly CaughtEmail[];
  slackMessages: readonly CaughtSlackMessage[];
}

const SHOWN_MESSAGES = 20;
const FAULTS = [
  'duplicate',
  'reorder',
  'drop',
  'delayMs',
  'stripe5xx',
  'stripe429',
  'stripeTimeout',
  'dbDrop',
  'seed',
];

export function renderPage(input: PageInput): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,"><title>Local world · ApexMediation Billing</title><style>${{ html: PAGE_STYLE }}</style></head>
<body>
<header><div><h1>ApexMediation Billing, local world</h1><span class="muted">virtual time <time id="now">${input.now.toISOString()}</time></span></div></header>
<main>
${servicesSection(input)}${clockSection(input)}
<section class="wide"><h2>Last answer</h2><pre id="answer" aria-live="polite">Nothing asked yet.</pre></section>
${accountsSection(input)}${usageSection(input)}${faultsSection()}
${mailboxSection(input)}${slackSection(input)}
</main>
<script>${{ html: PAGE_SCRIPT }}</script>
</body></html>`.html;
}

function servicesSection({ services }: PageInput): Html {
  const items = services.map(
    ({ name, address, href }) =>
      html`<tr><td>${name}</td><td>${href === undefined ? html`<code>${address}</code>` : html`<a href="${href}">${address}</a>`}</td></tr>`,
  );
  return html`<section><h2>Services</h2><div class="scroll"><table><tbody>${items}</tbody></table></div></section>`;
}

function clockSection({ jobNames, jobsThatLook }: PageInput): Html {
  const jobs = jobNames.map((job) => html`<button name="job" value="${job}">${job}</button>`);
  return html`<section><h2>Clock and jobs</h2>
<form class="row" data-path="/clock"><button name="advance" value="1h">+1 hour</button><button name="advance" value="1d">+1 day</button><button name="advance" value="3d">+3 days</button><button name="advance" value="7d">+7 days</button><button name="advance" value="30d">+30 days</button></form>
<form class="row" data-path="/clock"><label>Move to<input name="to" placeholder="2026-12-01T00:00:00Z" required></label><button>Move</button></form>
<p class="muted">An advance lives through all that falls due, in order. One of more than two days runs the hourly
jobs once a day and wherever work falls due, and
what only looks at the state (${jobsThatLook.join(', ')}) once, at its last tick:
the nights before would tell nothing more. To see every night, advance day by day.</p>
<form class="row" data-path="/cron">${jobs}</form>
<div class="row"><form data-path="/settle"><button class="primary">Settle</button></form><form data-path="/stats/reset"><button>Reset stats</button></form><a href="/stats">stats</a></div></section>`;
}

function accountsSection({ accounts, webUrl }: PageInput): Html {
  const rows = accounts.map(
    (
      account,
    ) => html`<tr><td>${account.name}<br><span class="muted">${account.email}</span></td><td>${account.role}</td>
<td>${account.plan_type ?? '–'}</td><td>${account.currency?.toUpperCase() ?? '–'}</td><td>${account.locale}</td><td><code>${account.customer_id ?? '–'}</code></td>
<td><form method="post" action="${webUrl}/dev/sign-in" target="_blank"><input type="hidden" name="email" value="${account.email}"><button class="primary">Sign in</button></form></td></tr>`,
  );
  return html`<section class="wide"><h2>Accounts</h2><div class="scroll"><table><thead><tr><th>Name</th><th>Role</th><th>Plan</th><th>Currency</th><th>Locale</th><th>Customer</th><th></th></tr></thead><tbody>${rows}</tbody></table></div>
<details><summary>Make a publisher</summary><form class="row" data-path="/accounts" data-reload="1">
<label>E-mail<input type="email" name="email" required></label><label>Name<input name="name" required></label>
${select('plan_type', ['starter', 'growth', 'scale', 'enterprise'])}${select('currency', ['usd', 'eur', 'gbp', 'jpy'])}
<label>Locale<input name="locale" value="en-US" required></label><label>Country<input name="country" value="US" required></label><button>Make</button></form></details></section>`;
}

function usageSection({ accounts, now }: PageInput): Html {
  const publishers = accounts.filter(({ customer_id }) => customer_id !== null);
  const options = publishers.map(
    ({ customer_id, name }) => html`<option value="${customer_id}">${name}</option>`,
  );
  const hour = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000 - 3_600_000);
  return html`<section><h2>Usage in the analytics store</h2><form class="row" data-path="/usage">
<label>Publisher<select name="customer_id">${options}</select></label>${select('metric', ['impressions', 'api_calls', 'data_transfer_bytes'])}
<label>Hour<input name="hour" value="${hour.toISOString()}" required></label><label>Quantity<input type="number" name="quantity" min="0" required></label><button>Set</button></form></section>`;
}

function faultsSection(): Html {
  const inputs = FAULTS.map(
    (name) => html`<label>${name}<input type="number" name="${name}" min="0" step="any"></label>`,
  );
  return html`<section><h2>Faults</h2><form class="row" data-path="/faults">${inputs}<button>Inject</button></form><form data-path="/faults"><button>End all faults</button></form></section>`;
}

function mailboxSection({ emails }: PageInput): Html {
  const shown = emails
    .slice(-SHOWN_MESSAGES)
    .reverse()
    .map(
      (
        email,
      ) => html`<details><summary>${email.subject} <span class="muted">to ${[email.to].flat().join(', ')}, ${email.received_at}</span></summary>
${email.html === undefined ? html`<pre>${email.text}</pre>` : html`<iframe sandbox="" title="${email.subject}" srcdoc="${email.html}"></iframe>`}</details>`,
    );
  return html`<section><h2>Mailbox</h2>${shown.length === 0 ? html`<p>No e-mail was sent yet.</p>` : shown}<a href="/mailbox">JSON</a></section>`;
}

function slackSection({ slackMessages }: PageInput): Html {
  const shown = slackMessages
    .slice(-SHOWN_MESSAGES)
    .reverse()
    .map(
      (message) =>
        html`<li><span class="muted">${message.received_at}</span><br>${message.text ?? '(blocks)'}</li>`,
    );
  return html`<section><h2>Slack</h2>${shown.length === 0 ? html`<p>Nothing was posted yet.</p>` : html`<ul>${shown}</ul>`}<a href="/slack">JSON</a></section>`;
}

function select(name: string, values: readonly string[]): Html {
  return html`<label>${name}<select name="${name}">${values.map((value) => html`<option>${value}</option>`)}</select></label>`;
}

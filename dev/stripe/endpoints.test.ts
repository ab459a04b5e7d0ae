import { expect, test } from 'vitest';
import { loadDescription } from './conformance/schema/load-description.ts';
import { ROUTES } from './resources/index.ts';

interface Resource {
  readonly answered: string[];
  readonly unanswered: string[];
}

const { endpoints } = loadDescription();
const answered = new Set(ROUTES.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+/g, '{}')}`));
const collections = new Set(endpoints.map(({ path }) => path));
const code = (text: string) => `\`${text}\``;
const codes = (texts: readonly string[]) => texts.map(code).join(', ');

/** `/v1/invoices`, or `/v1/billing/meters` where the first word names a room of several resources. */
function resourceOf(path: string): string {
  const [, version, first = '', second] = path.split('/');
  const isRoom = !collections.has(`/${version}/${first}`) && second !== undefined && second !== '{}';
  return isRoom ? `/${version}/${first}/${second}` : `/${version}/${first}`;
}

function byResource(): [name: string, Resource][] {
  const resources = new Map<string, Resource>();
  for (const { verb, path } of endpoints) {
    const name = resourceOf(path);
    const found = resources.get(name) ?? { answered: [], unanswered: [] };
    resources.set(name, found);
    const endpoint = `${verb} ${path}`;
    found[answered.has(endpoint) ? 'answered' : 'unanswered'].push(
      `${verb} ${path.slice(name.length)}`.trim(),
    );
  }
  return [...resources].sort(([a], [b]) => (a < b ? -1 : 1));
}

test('ENDPOINTS.md says what is answered of all that stripe-node can ask for, and what is not', async () => {
  const resources = byResource();
  const whole = resources.filter(([, { unanswered }]) => unanswered.length === 0);
  const none = resources.filter(([, resource]) => resource.answered.length === 0);
  const part = resources.filter((entry) => !whole.includes(entry) && !none.includes(entry));
  const known = new Set(endpoints.map(({ verb, path }) => `${verb} ${path}`));
  const beyond = [...answered].filter((endpoint) => !known.has(endpoint));
  const text = `# What is answered

Of the ${endpoints.length} endpoints of stripe-node ${loadDescription().stripeVersion}, ${answered.size - beyond.length} are answered. Any other gets
what Stripe answers to an unknown URL, a 404, and is logged as \`NO SUCH ENDPOINT\`. \`endpoints.test.ts\` makes this file
from the routes and from stripe-node, and fails when it is not up to date; run with \`-u\`, it writes it anew.

## Whole

${whole.map(([name]) => `- ${code(name)}`).join('\n')}

## In part

${part.map(([name, each]) => `- ${code(name)}\n  - answered: ${codes(each.answered)}\n  - not answered: ${codes(each.unanswered)}`).join('\n')}

Beyond stripe-node, which has no method for it: ${codes(beyond)}.

## Not at all

${codes(none.map(([name]) => name))}
`;
  await expect(text).toMatchFileSnapshot('./ENDPOINTS.md');
});

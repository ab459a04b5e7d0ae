import { FileText } from 'lucide-react';
import { expect, it } from 'vitest';
import { type Command, inOrder, matchCommands } from './commands.ts';
import { periodCommands } from './period-commands.ts';

const command = (id: string, hint: string, isDeep = false): Command => ({
  id,
  label: id,
  hint,
  to: `/${id}`,
  icon: FileText,
  isDeep,
});

const COMMANDS = [
  command('Usage', 'Billing'),
  command('Invoices', 'Billing'),
  command('APX-0012', 'Invoice, paid', true),
  command('APX-0013', 'Invoice, open', true),
];

it.each([
  ['', ['Usage', 'Invoices']],
  ['  ', ['Usage', 'Invoices']],
  ['apx', ['APX-0012', 'APX-0013']],
  ['0013', ['APX-0013']],
  ['invoice open', ['APX-0013']],
  ['billing us', ['Usage']],
  ['nothing', []],
])('"%s" finds %j', (query, expected) => {
  expect(matchCommands(COMMANDS, query).map(({ id }) => id)).toEqual(expected);
});

it('shows eight at most', () => {
  const many = Array.from({ length: 20 }, (_, index) => command(`APX-${index}`, 'Invoice', true));
  expect(matchCommands(many, 'apx')).toHaveLength(8);
});

it.each(['invoice', 'paid'])(
  '“%s” finds invoices by their numbers before the twelve periods that they billed',
  (typed) => {
    const months = Array.from({ length: 12 }, (_, month) => ({
      start: new Date(Date.UTC(2026, month)).toISOString(),
      end: new Date(Date.UTC(2026, month + 1)).toISOString(),
      is_running: false,
      invoice: { id: `i${month}`, status: 'paid' },
    }));
    const known = inOrder({
      pages: [],
      periods: periodCommands(months, { query: '', locale: 'en-US' }),
      invoices: ['APX-0012', 'APX-0011'].map((number) => command(number, 'Invoice, paid', true)),
    });
    const found = matchCommands(known, typed).map(({ label }) => label);
    expect(found.slice(0, 2)).toEqual(['APX-0012', 'APX-0011']);
    expect(found).toHaveLength(8);
  },
);

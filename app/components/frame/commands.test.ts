import { FileText } from 'lucide-react';
import { expect, it } from 'vitest';
import { type Command, matchCommands } from './commands.ts';

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

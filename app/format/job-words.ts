import { ownEntry } from './own-entry.ts';

/** What stands after a count: of one and of more, or the same of both. Of a flag, what is so. */
export type JobWords = string | readonly [one: string, more: string];

/**
 * What jobs count, in the order in which it is told: what needs a person, then what was done, then what it took. A key
 * with the parts that it is of goes before the same key alone.
 */
const WORDS: Readonly<Record<string, JobWords>> = {
  'report.rejected': ['hour refused by Stripe', 'hours refused by Stripe'],
  'report.outage': 'Stripe did not answer',
  'report.limited': 'Stripe asked us to slow down',
  'sync.quarantined': ['row quarantined', 'rows quarantined'],
  quarantined: ['row quarantined', 'rows quarantined'],
  failed: 'failed',
  'issued.failed': ['adjustment failed', 'adjustments failed'],
  failures: ['failure', 'failures'],
  mismatches: ['preview differs', 'previews differ'],
  disagreeing: ['day disagrees', 'days disagree'],
  'rollUp.disagreements': ['disagreement listed', 'disagreements listed'],
  overlappingBills: ['hour billed twice', 'hours billed twice'],
  missed: ['webhook had been missed', 'webhooks had been missed'],
  dead: ['event given up', 'events given up'],
  'notifications.dead': ['message given up', 'messages given up'],
  'planned.problems': ['for a person to decide', 'for a person to decide'],
  alarms: ['invoice that Stripe retries as well', 'invoices that Stripe retries as well'],
  'reviews.flagged': ['issued invoice flagged', 'issued invoices flagged'],
  'reviews.parked': ['invoice held for a person', 'invoices held for a person'],
  exhausted: ['ladder at its end', 'ladders at their end'],
  rowsRead: ['row read', 'rows read'],
  'sync.inserted': ['new hour', 'new hours'],
  'sync.changed': ['hour changed', 'hours changed'],
  'outbox.pending': ['hour queued for Stripe', 'hours queued for Stripe'],
  'outbox.held': ['hour held for a closed period', 'hours held for closed periods'],
  waitsForShards: 'waits for an earlier run',
  shards: ['shard handed out', 'shards handed out'],
  closedRuns: ['run closed', 'runs closed'],
  'report.accepted': ['hour accepted by Stripe', 'hours accepted by Stripe'],
  'report.retried': ['hour to be sent again', 'hours to be sent again'],
  'report.held': ['hour held, its period closed', 'hours held, their periods closed'],
  'report.backlog': 'more to send',
  'budgets.crossed': ['budget step crossed', 'budget steps crossed'],
  'budgets.recovered': ['budget warning taken back', 'budget warnings taken back'],
  claimed: ['event taken', 'events taken'],
  applied: 'applied',
  deferred: ['event put off', 'events put off'],
  postponed: ['event put back', 'events put back'],
  ignored: 'of no concern',
  due: 'due',
  recovered: ['payment recovered', 'payments recovered'],
  declined: ['card declined', 'cards declined'],
  stopped: ['ladder stopped', 'ladders stopped'],
  skipped: 'skipped',
  waiting: 'waiting',
  busy: ['case in other hands', 'cases in other hands'],
  'planned.planned': ['adjustment decided', 'adjustments decided'],
  'planned.decided': ['true-up decided', 'true-ups decided'],
  planned: 'decided',
  'trueUps.planned.waiting': [
    'true-up waits for its usage to reach the meter',
    'true-ups wait for their usage to reach the meter',
  ],
  'planned.waiting': [
    'correction waits for the invoice of an earlier item',
    'corrections wait for the invoice of an earlier item',
  ],
  'issued.issued': ['adjustment made in Stripe', 'adjustments made in Stripe'],
  'issued.retried': ['adjustment to be tried again', 'adjustments to be tried again'],
  'reviews.passed': ['invoice passed', 'invoices passed'],
  'notifications.sent': ['message sent', 'messages sent'],
  'notifications.retried': ['message to be sent again', 'messages to be sent again'],
  matched: ['preview agrees', 'previews agree'],
  checked: ['entry checked', 'entries checked'],
  sealed: ['entry sealed', 'entries sealed'],
  unsealed: ['entry not yet sealed', 'entries not yet sealed'],
  'rollUp.customersChecked': ['publisher checked', 'publishers checked'],
  'rollUp.daysChecked': ['day checked', 'days checked'],
  customers: ['publisher', 'publishers'],
  steps: ['step', 'steps'],
  repairsLeft: ['repair left', 'repairs left'],
  'reconciliation.woken': 'comparison woken',
  seen: 'seen',
  rows: ['row', 'rows'],
  'events.objects': ['object read from Stripe', 'objects read from Stripe'],
  'forecasts.customers': ['publisher forecast', 'publishers forecast'],
  'forecasts.rows': ['forecast kept', 'forecasts kept'],
  'budgets.customers': ['publisher’s budgets judged', 'publishers’ budgets judged'],
  'sync.unchanged': ['hour unchanged', 'hours unchanged'],
  unchanged: 'unchanged',
  pages: ['page read', 'pages read'],
  moreDue: 'more is due',
};
const WITHOUT_WORDS = Number.MAX_SAFE_INTEGER;
const ORDER: ReadonlyMap<string, number> = new Map(Object.keys(WORDS).map((key, index) => [key, index]));

/** The words of a key in a job's result, e.g. `['sync', 'rowsRead']`; null of one that has none. */
export function jobWordsOf(path: readonly string[]): JobWords | null {
  return ownEntry(WORDS, keyOf(path)) ?? null;
}

/** Which is told first: the lower one. What has no words is told last. */
export function jobWordsRank(path: readonly string[]): number {
  return ORDER.get(keyOf(path)) ?? WITHOUT_WORDS;
}

function keyOf(path: readonly string[]): string {
  const endings = path.map((_, from) => path.slice(from).join('.'));
  return endings.find((ending) => Object.hasOwn(WORDS, ending)) ?? path.at(-1) ?? '';
}

/** `['cards', 'rows_on_hold']` and `['cards', 'rowsOnHold']`: "rows on hold"; a bare word keeps the part that it is of. */
export function spelledOut(path: readonly string[]): string {
  const words = spaced(path.at(-1) ?? '');
  const part = path.length > 1 ? spaced(path.at(-2) ?? '') : '';
  return part === '' || part === words || words.includes(' ') ? words : `${part} ${words}`;
}

function spaced(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
}

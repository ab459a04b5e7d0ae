/** What stands after a count: of one and of more, or the same of both. Of a flag, what is so. */
export type JobWords = string | readonly [one: string, more: string];

/** Of a part's own counts, where the word alone would not say of what. */
const WORDS_OF_PART: Readonly<Record<string, JobWords>> = {
  'budgets.customers': ['publisher’s budgets judged', 'publishers’ budgets judged'],
  'budgets.crossed': ['budget step crossed', 'budget steps crossed'],
  'budgets.recovered': ['budget warning taken back', 'budget warnings taken back'],
  'events.objects': ['object read from Stripe', 'objects read from Stripe'],
  'forecasts.customers': ['publisher forecast', 'publishers forecast'],
  'forecasts.rows': ['forecast kept', 'forecasts kept'],
  'issued.failed': ['adjustment failed', 'adjustments failed'],
  'issued.issued': ['adjustment made in Stripe', 'adjustments made in Stripe'],
  'issued.retried': ['adjustment to be tried again', 'adjustments to be tried again'],
  'notifications.dead': ['message given up', 'messages given up'],
  'notifications.retried': ['message to be sent again', 'messages to be sent again'],
  'notifications.sent': ['message sent', 'messages sent'],
  'outbox.held': ['hour held for a closed period', 'hours held for closed periods'],
  'outbox.pending': ['hour queued for Stripe', 'hours queued for Stripe'],
  'planned.decided': ['true-up decided', 'true-ups decided'],
  'planned.planned': ['adjustment decided', 'adjustments decided'],
  'planned.problems': ['for a person to decide', 'for a person to decide'],
  'planned.waiting': ['waits for an earlier one', 'wait for an earlier one'],
  'reconciliation.woken': 'comparison woken',
  'report.accepted': ['hour accepted by Stripe', 'hours accepted by Stripe'],
  'report.backlog': 'more to send',
  'report.held': ['hour held, its period closed', 'hours held, their periods closed'],
  'report.limited': 'Stripe asked us to slow down',
  'report.outage': 'Stripe did not answer',
  'report.rejected': ['hour refused by Stripe', 'hours refused by Stripe'],
  'report.retried': ['hour to be sent again', 'hours to be sent again'],
  'reviews.flagged': ['issued invoice flagged', 'issued invoices flagged'],
  'reviews.parked': ['invoice held for a person', 'invoices held for a person'],
  'reviews.passed': ['invoice passed', 'invoices passed'],
  'rollUp.customersChecked': ['publisher checked', 'publishers checked'],
  'rollUp.daysChecked': ['day checked', 'days checked'],
  'rollUp.disagreements': ['disagreement listed', 'disagreements listed'],
  'sync.changed': ['hour changed', 'hours changed'],
  'sync.inserted': ['new hour', 'new hours'],
  'sync.quarantined': ['row quarantined', 'rows quarantined'],
  'sync.unchanged': ['hour unchanged', 'hours unchanged'],
};

/** Keys that say the same in whatever part they stand. */
const WORDS: Readonly<Record<string, JobWords>> = {
  alarms: ['invoice that Stripe retries as well', 'invoices that Stripe retries as well'],
  applied: 'applied',
  busy: ['case in other hands', 'cases in other hands'],
  checked: ['entry checked', 'entries checked'],
  claimed: ['event taken', 'events taken'],
  closedRuns: ['run closed', 'runs closed'],
  customers: ['publisher', 'publishers'],
  dead: ['event given up', 'events given up'],
  declined: ['card declined', 'cards declined'],
  deferred: ['event put off', 'events put off'],
  disagreeing: ['day disagrees', 'days disagree'],
  due: 'due',
  exhausted: ['ladder at its end', 'ladders at their end'],
  failed: 'failed',
  failures: ['failure', 'failures'],
  ignored: 'of no concern',
  matched: ['preview agrees', 'previews agree'],
  mismatches: ['preview differs', 'previews differ'],
  missed: ['webhook had been missed', 'webhooks had been missed'],
  moreDue: 'more is due',
  overlappingBills: ['hour billed twice', 'hours billed twice'],
  pages: ['page read', 'pages read'],
  planned: 'decided',
  postponed: ['event put back', 'events put back'],
  quarantined: ['row quarantined', 'rows quarantined'],
  recovered: ['payment recovered', 'payments recovered'],
  repairsLeft: ['repair left', 'repairs left'],
  rows: ['row', 'rows'],
  rowsRead: ['row read', 'rows read'],
  sealed: ['entry sealed', 'entries sealed'],
  seen: 'seen',
  shards: ['shard handed out', 'shards handed out'],
  skipped: 'skipped',
  steps: ['step', 'steps'],
  stopped: ['ladder stopped', 'ladders stopped'],
  unchanged: 'unchanged',
  unsealed: ['entry not yet sealed', 'entries not yet sealed'],
  waiting: 'waiting',
  waitsForShards: 'waits for an earlier run',
};

/** The words of a key in a job's result, e.g. `['sync', 'rowsRead']`; null of one that has none. */
export function jobWordsOf(path: readonly string[]): JobWords | null {
  const key = path.at(-1) ?? '';
  return WORDS_OF_PART[`${path.at(-2)}.${key}`] ?? WORDS[key] ?? null;
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

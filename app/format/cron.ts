/** A job's schedule in words, as far as our jobs go; any other expression is shown as it is. */
export function cronInWords(cron: string): string {
  const fields = cron.split(' ');
  const [minute = '', hour = ''] = fields;
  const isDaily = fields.slice(2).every((field) => field === '*');
  const step = /^\*\/(\d+)$/.exec(minute)?.[1];
  if (!isDaily) return cron;
  if (hour === '*' && minute === '*') return 'Every minute';
  if (hour === '*' && step !== undefined) return `Every ${step} minutes`;
  if (hour === '*' && isNumber(minute)) return `Each hour at :${minute.padStart(2, '0')}`;
  if (isNumber(hour) && isNumber(minute)) {
    return `Each day at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')} UTC`;
  }
  return cron;
}

function isNumber(field: string): boolean {
  return /^\d{1,2}$/.test(field);
}

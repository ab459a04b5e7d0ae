import { formatAge, formatDateTime } from '../../format/dates.ts';
import { formatCount } from '../../format/metric.ts';
import { cursorToText } from '../../http/api/audit-query.ts';
import type { AuditEntry } from '../../services/audit/audit-entry.ts';
import { describeFault } from '../../services/audit/chain/chain-fault.ts';
import { SHORT_HASH_DIGITS } from '../../services/audit/chain/row-hash-sql.ts';
import type { SealState } from '../../services/audit/chain/select-seal-state.ts';
import type { AuditVerification } from '../../services/audit/chain/verify-audit.ts';
import type { AuditPage } from '../../services/audit/list-audit.ts';
import { AUDIT_FILTERS, type AuditRowView, type AuditView, type SealView } from './audit-view.ts';
import { diffOf } from './diff.ts';
import { withBeginnings } from './with-beginnings.ts';

interface Reader {
  locale: string;
  now: Date;
}

export function toAuditView(
  page: AuditPage,
  {
    search,
    verification,
    reader,
  }: { search: URLSearchParams; verification: AuditVerification | null; reader: Reader },
): AuditView {
  const filters = new URLSearchParams();
  for (const name of AUDIT_FILTERS) {
    const value = search.get(name);
    if (value) filters.set(name, value);
  }
  const next = new URLSearchParams(filters);
  if (page.next !== null) next.set('cursor', cursorToText(page.next));
  return {
    rows: page.entries.map((entry) => toAuditRow(entry, reader.locale)),
    next: page.next === null ? null : `?${next}`,
    csv: `/api/v1/billing/audit.csv?${withBeginnings(filters)}`,
    seal: toSealView(page.seal, verification, reader),
  };
}

export function toAuditRow(entry: AuditEntry, locale: string): AuditRowView {
  return {
    id: entry.id.toString(),
    when: formatDateTime(entry.occurredAt, locale),
    instant: entry.occurredAt.toISOString(),
    actor: entry.actor.id,
    role: entry.actor.role,
    action: entry.action,
    object: `${entry.object.type} ${entry.object.id}`,
    customerId: entry.customerId,
    requestId: entry.requestId,
    origin: [entry.ip, entry.userAgent].filter(Boolean).join(' · ') || null,
    diff: diffOf(entry.before, entry.after),
  };
}

export function toSealView(
  { head, unsealed, lastCheck }: SealState,
  verification: AuditVerification | null,
  { locale, now }: Reader,
): SealView {
  const waiting = unsealed === 0 ? null : `${formatCount(unsealed, locale)} wait for the next sealing`;
  const shown = head === null ? null : `${head.position}:${head.hash.slice(0, SHORT_HASH_DIGITS)}…`;
  const sealed =
    head === null
      ? 'Nothing is sealed yet'
      : `${formatCount(BigInt(head.position), locale)} rows sealed, last ${formatAge(head.sealedAt, now)}`;
  const facts = (...more: (string | null)[]) => [sealed, waiting, ...more].filter((fact) => fact !== null);
  if (verification?.fault) {
    return {
      tone: 'danger',
      title: 'The trail was tampered with',
      facts: facts(`First at ${describeFault(verification.fault)}`),
      head: shown,
    };
  }
  if (verification !== null) {
    const checked = `${formatCount(verification.checked, locale)} rows checked just now`;
    return verification.status === 'partial'
      ? {
          tone: 'warning',
          title: 'Checked in part, nothing wrong so far',
          facts: facts(checked),
          head: shown,
        }
      : { tone: 'success', title: 'The trail is intact', facts: facts(checked), head: shown };
  }
  if (lastCheck === null) {
    return { tone: 'neutral', title: 'Not checked yet', facts: facts(), head: shown };
  }
  const age = formatAge(lastCheck.at, now);
  return lastCheck.isIntact
    ? { tone: 'success', title: 'The trail was intact', facts: facts(`checked ${age}`), head: shown }
    : {
        tone: 'danger',
        title: 'The last check failed',
        facts: facts(`${lastCheck.error ?? 'no reason given'}, ${age}`),
        head: shown,
      };
}

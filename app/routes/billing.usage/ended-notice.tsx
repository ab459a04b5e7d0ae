import { Notice } from '../../components/ui/notice.tsx';

export function EndedNotice({ endedOn }: { endedOn: string }) {
  return (
    <Notice tone="info" title={`Your plan ended on ${endedOn}`}>
      Usage is no longer metered. The closed periods stay here, with their invoices, explanations and hourly
      rows.
    </Notice>
  );
}

import { Card, CardHeader } from '../../components/ui/card.tsx';

export interface TryView {
  key: string;
  at: string;
  what: string;
  detail: string | null;
}

export function TriesCard({ tries }: { tries: readonly TryView[] }) {
  return (
    <Card labelledBy="tries-title">
      <CardHeader id="tries-title" title="Tries">
        {tries.length === 0 ? 'Nothing went wrong.' : 'What came in the way, oldest first.'}
      </CardHeader>
      {tries.length > 0 && (
        <ol className="divide-y divide-divider border-divider border-t text-sm">
          {tries.map(({ key, at, what, detail }) => (
            <li key={key} className="grid gap-x-6 gap-y-1 px-4 py-3 md:grid-cols-[12rem_1fr] md:px-6">
              <span className="text-muted tabular-nums">{at}</span>
              <span className="min-w-0">
                <span className="font-medium">{what}</span>
                {detail !== null && <span className="block break-words text-muted">{detail}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

import { classNames } from '../../components/ui/class-names.ts';
import type { DiffLine } from './diff.ts';

const WORDS: Readonly<Record<DiffLine['kind'], string>> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  same: 'the same',
};

/** Field, what it was, what it is. Colour only repeats what sign and words say. */
export function DiffTable({ lines, caption }: { lines: readonly DiffLine[]; caption: string }) {
  return (
    <div className="overflow-hidden rounded-md border border-divider bg-card">
      <table className="w-full table-fixed text-sm tabular-nums max-md:block">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-left text-muted text-xs max-md:sr-only">
          <tr className="border-divider border-b">
            <th scope="col" className="h-8 w-1/4 px-3 font-medium">
              Field
            </th>
            <th scope="col" className="px-3 font-medium">
              Before
            </th>
            <th scope="col" className="px-3 font-medium">
              After
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-divider max-md:block">
          {lines.map((line) => (
            <tr key={line.path} className="align-top max-md:block max-md:py-2">
              <th
                scope="row"
                className="break-words px-3 py-1.5 text-left font-medium text-muted max-md:block max-md:py-0.5"
              >
                {line.path}
                <span className="sr-only"> ({WORDS[line.kind]})</span>
              </th>
              <Value text={line.before} look={line.kind === 'same' ? 'same' : 'before'} />
              <Value text={line.after} look={line.kind === 'same' ? 'same' : 'after'} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LOOKS = {
  before: { look: 'bg-danger-ground text-on-danger', sign: '−' },
  after: { look: 'bg-success-ground text-on-success', sign: '+' },
  same: { look: 'text-muted', sign: '' },
};

function Value({ text, look }: { text: string | null; look: keyof typeof LOOKS }) {
  if (text === null) return <td className="px-3 py-1.5 text-muted max-md:hidden">–</td>;
  return (
    <td
      className={classNames(
        'break-words px-3 py-1.5 font-mono text-[0.93em] max-md:block max-md:py-0.5',
        LOOKS[look].look,
      )}
    >
      {LOOKS[look].sign !== '' && <span aria-hidden="true">{LOOKS[look].sign} </span>}
      {text}
    </td>
  );
}

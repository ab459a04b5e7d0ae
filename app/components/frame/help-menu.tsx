import { useLocation } from '@remix-run/react';
import { CircleHelp } from 'lucide-react';
import { Popover, PopoverButton } from './popover.tsx';

const ANSWERS = [
  {
    question: 'How fresh is my usage?',
    answer:
      'It is synced once an hour. Each page says up to when; late events are added to the hour they belong to.',
  },
  {
    question: 'When does a day begin?',
    answer: 'Days, hours and billing periods are in UTC.',
  },
  {
    question: 'How is overage charged?',
    answer:
      'Units beyond what your plan includes, tier by tier, on the invoice at the end of the period. One line per tier, rounded once.',
  },
] as const;

export function HelpMenu({ contact }: { contact: string }) {
  const { pathname } = useLocation();
  return (
    <>
      <PopoverButton
        target="help-menu"
        aria-label="Help"
        className="grid size-10 place-items-center rounded-md text-muted transition-colors hover:bg-pressed hover:text-strong"
      >
        <CircleHelp aria-hidden="true" className="size-5" />
      </PopoverButton>
      <Popover
        key={pathname}
        id="help-menu"
        label="Help"
        className="fixed top-15 right-4 left-auto w-80 max-w-[calc(100vw-2rem)] p-4 md:right-28"
      >
        <dl className="space-y-3 text-sm">
          {ANSWERS.map(({ question, answer }) => (
            <div key={question}>
              <dt className="font-semibold">{question}</dt>
              <dd className="text-muted">{answer}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-4 border-divider border-t pt-3 text-sm">
          <a href={`mailto:${contact}`} className="text-link hover:text-link-hover hover:underline">
            {contact}
          </a>
        </p>
      </Popover>
    </>
  );
}

import type { LucideIcon } from 'lucide-react';

export interface Command {
  id: string;
  label: string;
  hint: string;
  /** Not shown; what somebody may type for it as well. */
  keywords?: string;
  to: string;
  icon: LucideIcon;
  /** Shown only once something is typed. */
  isDeep?: boolean;
}

const MAX_RESULTS = 8;

export interface KnownCommands {
  pages: readonly Command[];
  invoices: readonly Command[];
  periods: readonly Command[];
}

/** Of what the same words find, an invoice by its number goes before a period that has one too. */
export function inOrder({ pages, invoices, periods }: KnownCommands): readonly Command[] {
  return [...pages, ...invoices, ...periods];
}

/** Commands whose label, hint or keywords hold every typed word, in their own order; deep ones wait for a word. */
export function matchCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .filter(({ label, hint, keywords = '', isDeep }) => {
      if (words.length === 0) return !isDeep;
      const text = `${label} ${hint} ${keywords}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .slice(0, MAX_RESULTS);
}

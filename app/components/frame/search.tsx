import { SearchIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { CommandPalette } from './command-palette.tsx';
import type { NavigationSection } from './navigation.ts';

/** The palette opens within the event that asks for it, so that its field has the very next key. */
export function Search({ sections, locale }: { sections: readonly NavigationSection[]; locale: string }) {
  const [isOpen, setIsOpen] = useState(false);

  useEffect(() => {
    function openOnShortcut(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      flushSync(() => setIsOpen(true));
    }
    document.addEventListener('keydown', openOnShortcut);
    return () => document.removeEventListener('keydown', openOnShortcut);
  }, []);

  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onClick={() => setIsOpen(true)}
        className="needs-scripting flex h-10 w-10 items-center justify-center gap-2 rounded-md text-muted text-sm transition-colors hover:bg-pressed hover:text-strong md:w-90 md:justify-start md:border md:border-divider md:bg-ground md:px-3"
      >
        <SearchIcon aria-hidden="true" className="size-5 md:size-4" />
        <span className="sr-only flex-1 text-left md:not-sr-only">Search</span>
        <span
          aria-hidden="true"
          className="hidden rounded-sm border border-divider bg-card px-1.5 text-xs md:inline"
        >
          ⌘K
        </span>
      </button>
      {isOpen && <CommandPalette sections={sections} locale={locale} onClose={() => setIsOpen(false)} />}
    </>
  );
}

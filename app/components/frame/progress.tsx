import { useNavigation } from '@remix-run/react';

/** A hairline under the header while a page is on its way. */
export function Progress() {
  const { state } = useNavigation();
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-16 z-30 h-0.5 overflow-hidden"
    >
      {state !== 'idle' && (
        <div className="h-full animate-late">
          <div className="h-full w-2/5 animate-progress bg-brand" />
          <span className="sr-only">Loading</span>
        </div>
      )}
    </div>
  );
}

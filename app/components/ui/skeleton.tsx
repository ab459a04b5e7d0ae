const ROWS = ['w-40', 'w-32', 'w-44', 'w-36', 'w-48'];

/** Over the rows that are about to be replaced, in their place, and only when waiting is long enough to be noticed. */
export function SkeletonRows() {
  return (
    <div
      aria-hidden="true"
      className="absolute inset-x-px top-0 bottom-px animate-late divide-y divide-divider overflow-hidden rounded-lg bg-card md:top-12"
    >
      {ROWS.map((width) => (
        <div key={width} className="flex h-14 items-center justify-between gap-6 px-4 md:px-6">
          <span className={`h-3 animate-skeleton rounded-full bg-well ${width}`} />
          <span className="h-3 w-24 animate-skeleton rounded-full bg-well" />
        </div>
      ))}
    </div>
  );
}

const ROWS = ['w-40', 'w-32', 'w-44', 'w-36', 'w-48'];

/** Five rows of the height of real ones, so that nothing moves when these come. */
export function SkeletonRows() {
  return (
    <div aria-hidden="true" className="animate-late divide-y divide-divider">
      {ROWS.map((width) => (
        <div key={width} className="flex h-14 items-center justify-between gap-6 px-4 md:px-6">
          <span className={`h-3 animate-skeleton rounded-full bg-well ${width}`} />
          <span className="h-3 w-16 animate-skeleton rounded-full bg-well" />
        </div>
      ))}
    </div>
  );
}

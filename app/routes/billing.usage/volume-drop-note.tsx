import { Info } from 'lucide-react';
import type { VolumeDropView } from './volume-drop-view.ts';

/** A volume price charges all units at the rate that they reach, so that it may fall with one unit more. */
export function VolumeDropNote({ drop }: { drop: VolumeDropView }) {
  return (
    <div className="mt-4 flex gap-2.5 rounded-md bg-info-ground px-3 py-2.5 text-on-info text-sm">
      <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-semibold">{drop.title}</p>
        <p className="text-strong tabular-nums">{drop.text}</p>
      </div>
    </div>
  );
}

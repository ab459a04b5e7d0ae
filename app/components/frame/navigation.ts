import { ChartColumn, FileText, Layers, type LucideIcon, Settings, ShieldCheck } from 'lucide-react';
import type { Viewer } from '../../pages/viewer.ts';

export interface NavigationItem {
  to: string;
  label: string;
  /** Where five stand side by side on a phone. */
  shortLabel?: string;
  icon: LucideIcon;
}

export interface NavigationSection {
  label: string;
  items: readonly NavigationItem[];
}

const ADMINISTRATION: NavigationSection = {
  label: 'Administration',
  items: [{ to: '/admin/billing', label: 'Billing overview', shortLabel: 'Overview', icon: ShieldCheck }],
};

/** Only what exists and what this person may open. `query` names the publisher that staff is looking at. */
export function navigationFor(viewer: Viewer | null, query: string): readonly NavigationSection[] {
  if (viewer === null) return [];
  if (viewer.kind === 'publisher') return [billing('Billing', '')];
  return query === '' ? [ADMINISTRATION] : [ADMINISTRATION, billing('Customer', query)];
}

function billing(label: string, query: string): NavigationSection {
  return {
    label,
    items: [
      { to: `/billing/usage${query}`, label: 'Usage', icon: ChartColumn },
      { to: `/billing/invoices${query}`, label: 'Invoices', icon: FileText },
      { to: `/billing/subscription${query}`, label: 'Subscription', icon: Layers },
      { to: `/billing/settings${query}`, label: 'Settings', icon: Settings },
    ],
  };
}

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const RAILS = ['open', 'collapsed'] as const;
export type Rail = (typeof RAILS)[number];

/** How one browser wants the pages to look. Nothing here is personal or secret. */
export interface Preferences {
  theme: Theme;
  rail: Rail;
}

export function toTheme(value: unknown): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}

export function toRail(value: unknown): Rail {
  return RAILS.find((rail) => rail === value) ?? 'open';
}

/** Who looks at the page, as the frame shows it. */
export interface Viewer {
  name: string;
  email: string;
  kind: 'publisher' | 'staff';
  roleLabel: string;
  initials: string;
  /** What `Intl` formats by. */
  locale: string;
}

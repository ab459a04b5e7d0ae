export interface AlertView {
  id: string;
  tone: 'warning' | 'danger' | 'info' | 'neutral';
  state: string;
  text: string;
  /** Its units to the byte; null where the text says it all. */
  exact: string | null;
  when: string;
}

export interface AlertView {
  id: string;
  tone: 'warning' | 'danger' | 'info' | 'neutral';
  state: string;
  text: string;
  when: string;
}

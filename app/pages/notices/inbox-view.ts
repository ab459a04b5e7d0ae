/** The page ready to draw: every figure is text. */
export interface InboxView {
  notices: readonly NoticeView[];
  unread: number;
  tabs: readonly { label: string; search: string; isCurrent: boolean }[];
  /** Of the newest of all notices: what comes later is not marked with the others. Null when there is none. */
  newestAt: string | null;
  isUnreadOnly: boolean;
  /** "21–40 of 58"; null when there are none. */
  range: string | null;
  newer: string | null;
  older: string | null;
}

export interface NoticeView {
  id: string;
  title: string;
  text: string;
  /** Its units to the byte, where the text rounds them. */
  exact?: string | null | undefined;
  tone: 'info' | 'warning' | 'success' | 'neutral';
  /** Of the page that it is about; null when that is nowhere to be seen any more. */
  to: string | null;
  /** ISO, for `<time>`. */
  instant: string;
  when: string;
  isUnread: boolean;
}

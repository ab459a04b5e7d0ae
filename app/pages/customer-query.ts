/** Staff that reads a publisher's pages keeps the publisher in the address from page to page. */
export const CUSTOMER_PARAM = 'customer_id';

/** The viewer's own page, a publisher's or the desk's. */
export interface OwnReading {
  /** Notices in the app that the viewer has not read. */
  unread: number;
}

/** Whose pages staff is reading. */
export interface StaffReading extends OwnReading {
  customerId: string;
  customerName: string;
}

/** What the frame has to know of a page: every page has it in its data. */
export type Reading = StaffReading | OwnReading;

export function customerQuery(search: URLSearchParams): string {
  const customerId = search.get(CUSTOMER_PARAM);
  return customerId === null ? '' : `?${CUSTOMER_PARAM}=${encodeURIComponent(customerId)}`;
}

/** A page's data names whom it is about when staff reads it. */
export function staffReadingOf(data: unknown): StaffReading | null {
  const reading = readingOf(data);
  return reading !== null && 'customerId' in reading ? reading : null;
}

/** Null where a page does not know. */
export function unreadOf(data: unknown): number | null {
  return readingOf(data)?.unread ?? null;
}

function readingOf(data: unknown): Reading | null {
  if (typeof data !== 'object' || data === null || !('reading' in data)) return null;
  return data.reading as Reading | null;
}

/**
 * In the identifiers of two outbox rows of one hour: the units that Stripe accepted and its meter had lost when the
 * period was billed, taken back from what was accepted, and the same units as late usage.
 */
export const LOST_MARK = ':lost:';

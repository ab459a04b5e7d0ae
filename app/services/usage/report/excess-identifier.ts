/**
 * In the identifiers of two outbox rows of one hour: the units that Stripe's meter counted beyond what we sent and that
 * an invoice billed, told as accepted, and the same units taken back as a correction that is late.
 */
export const EXCESS_MARK = ':excess:';

/** On an invoice item or a credit note: our adjustment that made it, by which a repeat finds it again. */
export const ADJUSTMENT_METADATA = 'adjustment_id';

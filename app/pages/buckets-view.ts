/** Where the units of a closed period went, in words; the units add up to the total. */
export interface BucketsView {
  rows: readonly { key: string; label: string; units: string }[];
  total: string;
}

/** A running period under a minimum commitment, as it stands. */
export interface MinimumView {
  /** "Minimum commitment of $500.00 a period"; of one that is only a part of a month its share. */
  title: string;
  /** "True-up as it stands $388.66", that it is reached, or who says what is due. */
  standing: string;
  /** The true-up is in the next invoice and in what is expected. */
  isForeseen: boolean;
  /** "$500.00 − $99.00 base fee − $12.34 overage = $388.66" */
  sum: string;
  /** How it ends by the forecast; null while there is none. */
  expected: string | null;
}

/** What is wrong with a value, told where its name stands above it: "must be more than 0" is "Must be more than 0." */
export function toSentence(text: string): string {
  if (text === '') return '';
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

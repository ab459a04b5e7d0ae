/** The folder of recorded traffic; these tests are collected only when it is named. */
export function corpusFolder(): string {
  const folder = process.env.STRIPE_CORPUS;
  if (!folder) throw new Error('STRIPE_CORPUS names the folder with objects/, triggers/ and events/');
  return folder;
}

/** What is wrong at the first position where the chain and the trail part. */
export type ChainFaultKind =
  | 'row_edited'
  | 'row_deleted'
  | 'row_inserted'
  | 'link_missing'
  | 'link_edited'
  | 'tail_missing'
  | 'seal_missing'
  | 'head_unknown';

export interface ChainFault {
  kind: ChainFaultKind;
  /** In the chain, counted from one. */
  position: string;
  /** The row of the trail that it is about; null where only the chain is concerned. */
  auditId: string | null;
}

const WORDS: Readonly<Record<ChainFaultKind, string>> = {
  row_edited: 'the row is not what was sealed',
  row_deleted: 'the row that was sealed is gone',
  row_inserted: 'a row stands here that was not there when its neighbours were sealed',
  link_missing: 'a link of the chain is gone',
  link_edited: 'the link does not follow from the one before it',
  tail_missing: 'the chain ends before the end that was sealed',
  seal_missing: 'the chain goes on past the end that was sealed',
  head_unknown: 'the chain does not hold the head that was kept elsewhere',
};

export function describeFault({ kind, position, auditId }: ChainFault): string {
  const row = auditId === null ? '' : `, audit row ${auditId}`;
  return `position ${position}${row}: ${WORDS[kind]}`;
}

/** A spreadsheet takes a cell that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One line as RFC 4180 has it; text that a spreadsheet would run is made plain with an apostrophe. */
export function csvLine(cells: readonly (string | bigint | null)[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(cell: string | bigint | null): string {
  const text = cell === null ? '' : cell.toString();
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A download that is written as it is read. A fault in the middle breaks it off, so that nobody takes it for whole. */
export function csvDownload(
  filename: string,
  { header, pages }: { header: readonly string[]; pages: AsyncIterator<string> },
): Response {
  const encoder = new TextEncoder();
  let isStarted = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!isStarted) {
        isStarted = true;
        controller.enqueue(encoder.encode(csvLine(header)));
        return;
      }
      const { done, value } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pages.return?.();
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': `attachment; filename="${filename}"`,
      'Cache-Control': 'private, no-store',
    },
  });
}

const SIMPLE_QUERY = 'Q'.charCodeAt(0);
const EXECUTE = 'E'.charCodeAt(0);
const LENGTH_BYTES = 4;

/**
 * Counts the statements in what a PostgreSQL client sends, whatever way the stream is cut into chunks. The first
 * message (startup) has no type byte; every other is a type, a length that counts itself, and a body.
 */
export function createStatementCounter(onStatement: () => void): (chunk: Buffer) => void {
  let startup = true;
  let head = Buffer.alloc(0);
  let bodyLeft = 0;
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      const skipped = Math.min(bodyLeft, rest.length);
      bodyLeft -= skipped;
      rest = rest.subarray(skipped);
      const headSize = (startup ? 0 : 1) + LENGTH_BYTES;
      const taken = rest.subarray(0, headSize - head.length);
      head = Buffer.concat([head, taken]);
      rest = rest.subarray(taken.length);
      if (head.length < headSize) continue;
      if (!startup && (head[0] === SIMPLE_QUERY || head[0] === EXECUTE)) onStatement();
      bodyLeft = head.readUInt32BE(headSize - LENGTH_BYTES) - LENGTH_BYTES;
      startup = false;
      head = Buffer.alloc(0);
    }
  };
}

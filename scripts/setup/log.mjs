/** What set-up says: one line per step, on stderr, so that stdout stays the command's own. */

const useCarriageReturn = process.stderr.isTTY === true;

/** An expected failure of set-up: what happened and what to do, without a stack trace. */
export class SetupError extends Error {
  /**
   * @param {string} message what happened
   * @param {string} [remedy] what the person can do about it
   */
  constructor(message, remedy) {
    super(remedy === undefined ? message : `${message}\n${remedy}`);
    this.name = 'SetupError';
  }
}

/** @param {string} line */
export function say(line) {
  process.stderr.write(`blockyard: ${line}\n`);
}

/**
 * @param {number} bytes
 * @returns {string} megabytes with one decimal, as package indexes print them (1 MB = 1,000,000 bytes)
 */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * A progress line: redrawn in place on a terminal, else printed whenever another quarter is done.
 *
 * @param {string} label
 * @param {number} total bytes expected
 * @returns {{update: (done: number) => void, end: () => void}}
 */
export function progressLine(label, total) {
  let quarter = 0;
  let drawn = false;
  return {
    update(done) {
      const share = Math.min(1, done / total);
      if (useCarriageReturn) {
        const text = `blockyard: ${label} ${megabytes(done)} of ${megabytes(total)} (${Math.floor(share * 100)} %)`;
        process.stderr.write(`\r${text}\u001b[K`);
        drawn = true;
      } else if (Math.floor(share * 4) > quarter) {
        quarter = Math.floor(share * 4);
        say(`${label} ${megabytes(done)} of ${megabytes(total)} (${Math.floor(share * 100)} %)`);
      }
    },
    end() {
      if (drawn) process.stderr.write('\n');
    },
  };
}

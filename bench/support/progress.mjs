// @ts-check
// Says on stderr what is measured just now, and guesses how long the rest takes.
import { dim, duration } from "../../tools/shared/terminal.mjs";

const terminal = process.stderr.isTTY === true;
const secondsBetweenLines = 20;

export class Progress {
  start = Date.now();
  done = 0;
  detail = "";
  said = 0;

  /** @param {number} total the guess of the whole, in seconds; later guesses follow from how right it was so far */
  constructor(total) {
    this.total = total;
    this.timer = terminal ? setInterval(() => this.show(), 1000) : undefined;
  }

  /**
   * @param {string} detail what begins
   * @param {number} [seconds] what ended before, as it was guessed
   */
  step(detail, seconds = 0) {
    this.advance(seconds);
    this.detail = detail;
    if (terminal || Date.now() - this.said > secondsBetweenLines * 1000) this.show();
  }

  /**
   * What ended, as it was guessed. A line would name it as if it were under way, so the next step's comes first.
   * @param {number} seconds
   */
  advance(seconds) {
    this.done += seconds;
  }

  show() {
    this.said = Date.now();
    const elapsed = this.said - this.start;
    const share = this.done / this.total;
    // Nothing is known of this machine before something has been measured on it.
    const guess = share > 0.02 ? Math.max(0, elapsed / share - elapsed) : this.total * 1000;
    const line = `  … ${duration(elapsed)}, ${share < 1 ? `about ${duration(guess)} to go` : "nearly done"}: ${this.detail}`;
    if (terminal) process.stderr.write(`\r\x1b[K${dim(line.slice(0, (process.stderr.columns || 80) - 1))}`);
    else process.stderr.write(`${line}\n`);
  }

  /** Out of the way of what is printed next. */
  clear() {
    if (terminal) process.stderr.write("\r\x1b[K");
  }

  end() {
    clearInterval(this.timer);
    this.clear();
  }
}

/** The next request for answering the waiting reads. */
export type Step =
  /** Read this client individually; `isSpeculative` if a page could have contained it. */
  { read: "single"; isSpeculative: boolean } | { read: "page"; number: number };

/**
 * Plans how to find API clients, individually or in pages, whichever turns out cheaper. It knows which reads were sent and
 * answered since it began, and nothing about HTTP.
 *
 * Nobody knows in advance how many clients a refresh reads or how many the service holds, so it alternates:
 * a single read, a page, a single read … until all wanted clients are found or the pages end. For n clients of the t that
 * the service holds, that takes at most 2 × min(n, ⌈(t+1)/100⌉) + 1 requests. While each page answers several reads, another
 * page is read instead of a single client: together with the page that somebody waits for, or in advance.
 */
export class ReadPlan {
  private readonly received = new Set<number>();
  private readonly underway = new Set<number>();
  /** The number of pages, known once a page that isn't full was received. */
  private end = Number.POSITIVE_INFINITY;
  /** Every page before this one has been received. */
  private contiguous = 0;
  /** Single reads whose client a page could have contained. */
  private singles = 0;
  /** The number of reads that pages have answered. */
  private answered = 0;
  /** Set once a page has failed: a service in trouble gets one page request at a time. */
  private oneByOne = false;

  /**
   * How to find the next client that isn't being read yet; undefined while it's better to wait for running requests.
   * @param mustBeSingle - No page can contain it.
   */
  next(mustBeSingle: boolean): Step | undefined {
    const number = this.nextPage;
    if (mustBeSingle || this.isComplete) return { read: "single", isSpeculative: false };
    const pageInstead = this.pagesPayOff && number !== undefined;
    if (this.isWithinSpeculation && !pageInstead) return { read: "single", isSpeculative: true };
    const mostUnderway = pageInstead && this.isWithinSpeculation ? 2 : 1;
    return number !== undefined && this.underway.size < mostUnderway ? { read: "page", number } : undefined;
  }

  /** This page has answered a read. Returns the page to read in advance, so that nobody has to wait for it. */
  use(page: number): number | undefined {
    this.answered++;
    const calls = this.singles + this.received.size + 1;
    // The last page is in use, so the next one is likely to be needed.
    const isWorthIt = this.pagesPayOff && page === this.contiguous - 1 && calls <= 2 * this.contiguous;
    return isWorthIt && this.underway.size === 0 ? this.nextPage : undefined;
  }

  singleSent(isSpeculative: boolean): void {
    if (isSpeculative) this.singles++;
  }

  pageSent(number: number): void {
    this.underway.add(number);
  }

  pageReceived(number: number, isFull: boolean): void {
    this.received.add(number);
    if (!isFull) this.end = Math.min(this.end, number + 1);
    while (this.contiguous < this.end && this.received.has(this.contiguous)) this.contiguous++;
  }

  /** The next read requests the same page again. True if somebody waits for it, unlike for a page in advance. */
  pageFailed(number: number): boolean {
    this.oneByOne = true;
    return number === this.contiguous;
  }

  /** Everybody who waited for the page has been answered. */
  pageEnded(number: number): void {
    this.underway.delete(number);
  }

  private get isComplete(): boolean {
    return this.contiguous === this.end;
  }

  private get nextPage(): number | undefined {
    for (let number = this.contiguous; number < this.end; number++)
      if (!this.received.has(number) && !this.underway.has(number)) return number;
    return undefined;
  }

  /** Each page has answered several reads, so the next one is likely to be worth more than a single read. */
  private get pagesPayOff(): boolean {
    return this.contiguous > 0 && this.answered >= 2 * this.contiguous && !this.oneByOne;
  }

  /** Limits requests that may turn out to be unnecessary to the number of pages that had to be read, plus one. */
  private get isWithinSpeculation(): boolean {
    const needed = Math.min(this.end, this.contiguous + (this.underway.has(this.contiguous) ? 1 : 0));
    return this.singles + this.received.size + this.underway.size - needed <= this.contiguous;
  }
}

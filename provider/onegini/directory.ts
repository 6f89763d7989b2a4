import { unlessGone } from "../presence";
import { longestUse } from "../sharedReads";
import { type ApiClientWire, type OneginiApi, pageSize } from "./api";

interface Waiting {
  clientId: string;
  alone: boolean;
  resolve(found: ApiClientWire | undefined): void;
  reject(error: unknown): void;
}

/** What pages have told in one minute, and what asking has cost. */
class View {
  readonly found = new Map<string, ApiClientWire>();
  readonly came = new Set<number>();
  readonly underway = new Set<number>();
  /** How many pages there are, as soon as one that isn't full tells. */
  end = Number.POSITIVE_INFINITY;
  singles = 0;
  /** The last page answered several who waited, so the next is likely to be worth more than a single read. */
  rich = false;

  constructor(readonly since: number) {}

  /** Every page before this one has come. */
  get sure(): number {
    let number = 0;
    while (number < this.end && this.came.has(number)) number++;
    return number;
  }

  get complete(): boolean {
    return this.sure === this.end;
  }

  /** The next page to ask for. */
  get next(): number | undefined {
    for (let number = this.sure; number < this.end; number++)
      if (!this.came.has(number) && !this.underway.has(number)) return number;
    return undefined;
  }

  /** Calls that may turn out to have been for nothing are at most as many as pages that had to be read, and one. */
  get mayGamble(): boolean {
    const needed = Math.min(this.end, this.sure + (this.underway.has(this.sure) ? 1 : 0));
    return this.singles + this.came.size + this.underway.size - needed <= this.sure;
  }
}

/**
 * Finds API clients, one by one or in pages, whichever turns out cheaper. Nobody knows beforehand how many clients a
 * refresh reads nor how many the service holds, so it spends on both in turn: a single read, a page, a single read …
 * until what is wanted is found or the pages end. For n clients where the service holds t, that takes at most
 * 2 × min(n, ⌈(t+1)/100⌉) + 1 calls. While pages answer several at once, the next two are read at the same time, the
 * second in the place of a single read.
 *
 * Nothing is answered from before a write of this process, nor from more than a minute ago.
 */
export class Directory {
  private view = new View(Number.NEGATIVE_INFINITY);
  /** Clients that this process has written: pages may be older than that. */
  private readonly written = new Set<string>();
  private waiting: Waiting[] = [];

  constructor(private readonly api: OneginiApi) {}

  find(clientId: string): Promise<ApiClientWire | undefined> {
    if (this.written.has(clientId)) return this.alone(clientId);
    const now = this.api.http.clock.now();
    // Pages of the old view that are still under way have no say any more.
    if (now - this.view.since >= longestUse) this.view = new View(now);
    const known = this.view.found.get(clientId);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      this.waiting.push({ clientId, alone: false, resolve, reject });
      this.go();
    });
  }

  /** What is there now, whatever was known. */
  alone(clientId: string): Promise<ApiClientWire | undefined> {
    return unlessGone(this.api.get(clientId));
  }

  /** Must be called before a write begins. */
  wrote(clientId: string): void {
    this.written.add(clientId);
    this.view.found.delete(clientId);
  }

  /**
   * Starts whatever may be started. When the pages have ended, who isn't in them is gone; but somebody's delete may have
   * moved a client over the edge of two pages, so while it fits the bound each is still asked for by itself.
   */
  private go(): void {
    for (;;) {
      const next = this.waiting.find((each) => !each.alone);
      if (!next) return;
      const { view } = this;
      const page = view.next;
      const ahead = view.rich && page !== undefined;
      // What was written since is in no page.
      if (this.written.has(next.clientId) || (view.mayGamble && !ahead)) void this.readAlone(next);
      else if (view.complete) this.answer(next, view.found.get(next.clientId));
      else if (page !== undefined && view.underway.size < (ahead && view.mayGamble ? 2 : 1)) void this.readPage(page);
      else return;
    }
  }

  private async readAlone(waiting: Waiting): Promise<void> {
    waiting.alone = true;
    this.view.singles++;
    try {
      this.answer(waiting, await this.alone(waiting.clientId));
    } catch (error) {
      this.remove(waiting);
      waiting.reject(error);
    }
    this.go();
  }

  private async readPage(number: number): Promise<void> {
    const { view } = this;
    view.underway.add(number);
    try {
      const page = await this.api.page(number);
      view.came.add(number);
      if (page.length < pageSize) view.end = Math.min(view.end, number + 1);
      if (view === this.view) this.enter(page);
    } catch (error) {
      // What was found stays, and the next read asks for the same page again. Nobody waits for a page ahead yet.
      view.rich = false;
      if (view === this.view && number === view.sure) this.fail(error);
    }
    view.underway.delete(number);
    this.go();
  }

  private enter(page: ApiClientWire[]): void {
    const { found } = this.view;
    for (const client of page) if (!this.written.has(client.client_id)) found.set(client.client_id, client);
    const answered = this.waiting.filter(({ clientId }) => found.has(clientId));
    for (const each of answered) this.answer(each, found.get(each.clientId));
    this.view.rich = answered.length > 1;
  }

  private fail(error: unknown): void {
    for (const each of this.waiting.filter(({ alone }) => !alone)) {
      this.remove(each);
      each.reject(error);
    }
  }

  private answer(waiting: Waiting, client: ApiClientWire | undefined): void {
    this.remove(waiting);
    waiting.resolve(client);
  }

  private remove(waiting: Waiting): void {
    this.waiting = this.waiting.filter((each) => each !== waiting);
  }
}

import { unlessGone } from "../presence";
import { longestUse } from "../sharedReads";
import { type ApiClientWire, type OneginiApi, pageSize } from "./api";

interface Waiting {
  clientId: string;
  alone: boolean;
  resolve(found: ApiClientWire | undefined): void;
  reject(error: unknown): void;
}

interface Found {
  client: ApiClientWire;
  page: number;
}

/** What pages have told in one minute, and what asking has cost. */
class View {
  readonly found = new Map<string, Found>();
  readonly came = new Set<number>();
  readonly underway = new Set<number>();
  /** How many pages there are, as soon as one that isn't full tells. */
  end = Number.POSITIVE_INFINITY;
  /** Every page before this one has come. */
  sure = 0;
  singles = 0;
  /** Reads that pages have answered. */
  answered = 0;
  /** Since a page failed: a service in trouble isn't asked for two. */
  oneByOne = false;

  constructor(readonly since: number) {}

  arrived(page: number, full: boolean): void {
    this.came.add(page);
    if (!full) this.end = Math.min(this.end, page + 1);
    while (this.sure < this.end && this.came.has(this.sure)) this.sure++;
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

  /** Pages have answered several reads each, so that the next is likely to be worth more than a single read. */
  get rich(): boolean {
    return this.sure > 0 && this.answered >= 2 * this.sure && !this.oneByOne;
  }

  /** The last page is in use, so that the next may well be needed: asked for now, nobody waits for it. */
  mayReadAhead(used: number): boolean {
    const calls = this.singles + this.came.size + 1;
    return this.rich && used === this.sure - 1 && this.underway.size === 0 && calls <= 2 * this.sure;
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
 * 2 × min(n, ⌈(t+1)/100⌉) + 1 calls. While pages answer several reads each, a page more is read in the place of a single
 * read: with the one that somebody waits for, or before anybody does.
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
    if (known) return Promise.resolve(this.use(known));
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
      else if (view.complete) this.answer(next, undefined);
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
      view.arrived(number, page.length >= pageSize);
      if (view === this.view) this.enter(page, number);
    } catch (error) {
      // What was found stays, and the next read asks for the same page again. Nobody waits for a page ahead yet.
      view.oneByOne = true;
      if (view === this.view && number === view.sure) this.fail(error);
    }
    view.underway.delete(number);
    this.go();
  }

  private enter(clients: ApiClientWire[], page: number): void {
    const { found } = this.view;
    for (const client of clients)
      if (!this.written.has(client.client_id)) found.set(client.client_id, { client, page });
    for (const each of this.waiting) {
      const known = found.get(each.clientId);
      if (known) this.answer(each, this.use(known));
    }
  }

  private use({ client, page }: Found): ApiClientWire {
    const { view } = this;
    view.answered++;
    if (view.mayReadAhead(page) && view.next !== undefined) void this.readPage(view.next);
    return client;
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

import { hasStatus } from "../http/errors";
import type { Look } from "../http/request";
import { type Absence, isNotFound, undefinedIfNotFound } from "../notFound";
import { FreshReads, longestUse } from "../sharedReads";
import { type ApiClientWire, apiClient, type OneginiApi, pageSize } from "./api";

interface Waiting {
  clientId: string;
  /** It is being read by itself. */
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
  private readonly received = new Set<number>();
  readonly underway = new Set<number>();
  /** How many pages there are, as soon as one that isn't full tells. */
  end = Number.POSITIVE_INFINITY;
  /** Every page before this one has been received. */
  contiguous = 0;
  /** Single reads that a page could have answered. */
  singles = 0;
  /** Reads that pages have answered. */
  answered = 0;
  /** Since a page failed: a service in trouble isn't asked for two. */
  oneByOne = false;

  constructor(readonly since: number) {}

  receive(page: number, full: boolean): void {
    this.received.add(page);
    if (!full) this.end = Math.min(this.end, page + 1);
    while (this.contiguous < this.end && this.received.has(this.contiguous)) this.contiguous++;
  }

  get isComplete(): boolean {
    return this.contiguous === this.end;
  }

  /** The next page to ask for. */
  get next(): number | undefined {
    for (let number = this.contiguous; number < this.end; number++)
      if (!this.received.has(number) && !this.underway.has(number)) return number;
    return undefined;
  }

  /** Pages have answered several reads each, so that the next is likely to be worth more than a single read. */
  get pagesPayOff(): boolean {
    return this.contiguous > 0 && this.answered >= 2 * this.contiguous && !this.oneByOne;
  }

  /** The last page is in use, so that the next may well be needed: asked for now, nobody waits for it. */
  shouldReadAhead(used: number): boolean {
    const calls = this.singles + this.received.size + 1;
    return this.pagesPayOff && used === this.contiguous - 1 && this.underway.size === 0 && calls <= 2 * this.contiguous;
  }

  /** Calls that may turn out to have been for nothing are at most as many as pages that had to be read, and one. */
  get isWithinSpeculation(): boolean {
    const needed = Math.min(this.end, this.contiguous + (this.underway.has(this.contiguous) ? 1 : 0));
    return this.singles + this.received.size + this.underway.size - needed <= this.contiguous;
  }
}

/**
 * Finds API clients, one by one or in pages, whichever turns out cheaper. Nobody knows beforehand how many clients a
 * refresh reads nor how many the service holds, so it spends on both in turn: a single read, a page, a single read …
 * until what is wanted is found or the pages end. For n clients where the service holds t, that takes at most
 * 2 × min(n, ⌈(t+1)/100⌉) + 1 calls. While pages answer several reads each, a page more is read in the place of a single
 * read: with the one that somebody waits for, or before anybody does.
 *
 * A client that is in no page was asked for by itself before it counts as gone: while pages are read, somebody's delete
 * moves clients over their edges. That costs one more call for each.
 *
 * Nothing is answered from before a write of this process, nor from more than a minute ago.
 */
export class Directory {
  private view = new View(Number.NEGATIVE_INFINITY);
  /** Clients that this process has written: pages may be older than that. */
  private readonly written = new Set<string>();
  private waiting: Waiting[] = [];
  private singlesUnderway = 0;
  /** Answered with a 404, which a look at the list has to confirm. */
  private readonly absent: { waiting: Waiting; error: unknown }[] = [];
  private readonly idsNow = new FreshReads<Set<unknown>>();

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
      this.proceed();
    });
  }

  /** What is there now, whatever was known. */
  alone(clientId: string, urgent = false): Promise<ApiClientWire | undefined> {
    return undefinedIfNotFound(this.api.get(clientId, { urgent }), this.absenceOf(clientId, urgent));
  }

  /** How it's made sure that a client is gone. */
  absenceOf(clientId: string, urgent = false): Absence {
    return {
      isListed: async (isDocumented) => {
        const pages = isDocumented ? 1 : Number.POSITIVE_INFINITY;
        const read = (onSend?: () => void) => this.readIds(pages, { onSend, urgent });
        // What is read in a call's own place can't wait for others.
        const ids = await (urgent ? read() : this.idsNow.get(isDocumented ? "first page" : "all", read));
        return ids.has(clientId);
      },
    };
  }

  /** Must be called before a write begins. */
  invalidate(clientId: string): void {
    this.written.add(clientId);
    this.view.found.delete(clientId);
  }

  /** Starts whatever may be started. */
  private proceed(): void {
    for (;;) {
      const next = this.waiting.find((each) => !each.alone);
      if (!next) return;
      const { view } = this;
      const page = view.next;
      const pageInstead = view.pagesPayOff && page !== undefined;
      // What was written since is in no page, and what no page has may be gone.
      const mustBeAlone = this.written.has(next.clientId) || view.isComplete;
      if (mustBeAlone || (view.isWithinSpeculation && !pageInstead)) void this.readAlone(next, mustBeAlone);
      else if (page !== undefined && view.underway.size < (pageInstead && view.isWithinSpeculation ? 2 : 1))
        void this.readPage(page);
      else return;
    }
  }

  private async readAlone(waiting: Waiting, needed: boolean): Promise<void> {
    waiting.alone = true;
    if (!needed) this.view.singles++;
    this.singlesUnderway++;
    try {
      this.answer(waiting, await this.api.get(waiting.clientId));
    } catch (error) {
      if (hasStatus(error, 404)) this.absent.push({ waiting, error });
      else this.reject(waiting, error);
    }
    this.singlesUnderway--;
    this.proceed();
    // One look confirms all absences that are known by then.
    if (this.singlesUnderway === 0) void this.confirmAbsences();
  }

  private async confirmAbsences(): Promise<void> {
    const absent = this.absent.splice(0);
    await Promise.all(
      absent.map(async ({ waiting, error }) => {
        const gone = isNotFound(error, this.absenceOf(waiting.clientId));
        await gone.then(
          () => this.answer(waiting, undefined),
          (reason) => this.reject(waiting, reason),
        );
      }),
    );
  }

  private async readPage(number: number): Promise<void> {
    const { view } = this;
    view.underway.add(number);
    try {
      const page = await this.api.page(number);
      view.receive(number, page.length >= pageSize);
      if (view === this.view) this.enter(page, number);
    } catch (error) {
      // What was found stays, and the next read asks for the same page again. Nobody waits for a page ahead yet.
      view.oneByOne = true;
      if (view === this.view && number === view.contiguous) this.fail(error);
    }
    view.underway.delete(number);
    this.proceed();
  }

  private enter(clients: unknown[], page: number): void {
    const { found } = this.view;
    for (const item of clients) {
      const client = readable(item);
      if (client && !this.written.has(client.client_id)) found.set(client.client_id, { client, page });
    }
    for (const each of this.waiting) {
      const known = found.get(each.clientId);
      if (known) this.answer(each, this.use(known));
    }
  }

  private use({ client, page }: Found): ApiClientWire {
    const { view } = this;
    view.answered++;
    const { next } = view;
    if (next !== undefined && view.shouldReadAhead(page)) void this.readPage(next);
    return client;
  }

  private fail(error: unknown): void {
    for (const each of this.waiting.filter(({ alone }) => !alone)) this.reject(each, error);
  }

  private answer(waiting: Waiting, client: ApiClientWire | undefined): void {
    this.remove(waiting);
    waiting.resolve(client);
  }

  private reject(waiting: Waiting, error: unknown): void {
    this.remove(waiting);
    waiting.reject(error);
  }

  private remove(waiting: Waiting): void {
    this.waiting = this.waiting.filter((each) => each !== waiting);
  }

  private async readIds(pages: number, look: Look): Promise<Set<unknown>> {
    const ids = new Set<unknown>();
    for (let number = 0; number < pages; number++) {
      const page = await this.api.page(number, look);
      for (const item of page) ids.add((item as { client_id?: unknown } | null)?.client_id);
      if (page.length < pageSize) break;
    }
    return ids;
  }
}

/** One that can't be read may be anybody's; if it's the wanted one, its single read tells what is wrong with it. */
function readable(item: unknown): ApiClientWire | undefined {
  try {
    return apiClient(item);
  } catch {
    return undefined;
  }
}

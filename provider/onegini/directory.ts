import { unlessGone } from "../presence";
import { longestUse } from "../sharedReads";
import { type ApiClientWire, type OneginiApi, pageSize } from "./api";

interface Waiting {
  clientId: string;
  alone: boolean;
  resolve(found: ApiClientWire | undefined): void;
  reject(error: unknown): void;
}

/**
 * Finds API clients, one by one or in pages, whichever turns out cheaper. Nobody knows beforehand how many clients a
 * refresh reads nor how many the service holds, so it spends on both in turn: a single read, a page, a single read …
 * until what is wanted is found or the pages end. For n clients where the service holds t, that takes at most
 * 2 × min(n, ⌈(t+1)/100⌉) + 1 calls.
 *
 * Nothing is answered from before a write of this process, nor from more than a minute ago.
 */
export class Directory {
  private found = new Map<string, ApiClientWire>();
  /** Clients that this process has written: pages may be older than that. */
  private readonly written = new Set<string>();
  private waiting: Waiting[] = [];
  private singles = 0;
  private pages = 0;
  private paging = false;
  private complete = false;
  private since = 0;
  /** Pages of an older one have no say any more. */
  private epoch = 0;

  constructor(private readonly api: OneginiApi) {}

  find(clientId: string): Promise<ApiClientWire | undefined> {
    if (this.written.has(clientId)) return this.alone(clientId);
    this.forgetTheOld();
    const known = this.found.get(clientId);
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
    this.found.delete(clientId);
  }

  /**
   * Starts whatever may be started: at any time there is at most one page under way, and there were at most as many
   * single reads as pages that have come, or one more (a page under way may answer everybody). When the pages have
   * ended, who isn't in them is gone; but somebody's delete may have moved a client over the edge of two pages, so while
   * it fits the bound each is still asked for by itself.
   */
  private go(): void {
    for (;;) {
      const next = this.waiting.find((each) => !each.alone);
      if (!next) return;
      const pagesThatCame = Math.max(0, this.pages - (this.paging ? 1 : 0));
      // What was written since is in no page.
      if (this.singles <= pagesThatCame || this.written.has(next.clientId)) void this.readAlone(next);
      else if (this.complete) this.answer(next, this.found.get(next.clientId));
      else if (!this.paging) void this.readPage();
      else return;
    }
  }

  private async readAlone(waiting: Waiting): Promise<void> {
    waiting.alone = true;
    this.singles++;
    try {
      this.answer(waiting, await this.alone(waiting.clientId));
    } catch (error) {
      this.remove(waiting);
      waiting.reject(error);
    }
    this.go();
  }

  private async readPage(): Promise<void> {
    const number = this.pages++;
    const epoch = this.epoch;
    if (number === 0) this.since = this.api.http.clock.now();
    this.paging = true;
    try {
      const page = await this.api.page(number);
      if (epoch === this.epoch) this.enter(page);
    } catch (error) {
      // What was found stays, and the next read asks for the same page again.
      if (epoch === this.epoch) this.pages = number;
      for (const each of this.waiting.filter(({ alone }) => !alone)) {
        this.remove(each);
        each.reject(error);
      }
    }
    this.paging = false;
    this.go();
  }

  private enter(page: ApiClientWire[]): void {
    for (const client of page) if (!this.written.has(client.client_id)) this.found.set(client.client_id, client);
    this.complete = page.length < pageSize;
    for (const each of [...this.waiting]) {
      const client = this.found.get(each.clientId);
      if (client) this.answer(each, client);
    }
  }

  private answer(waiting: Waiting, client: ApiClientWire | undefined): void {
    this.remove(waiting);
    waiting.resolve(client);
  }

  private remove(waiting: Waiting): void {
    this.waiting = this.waiting.filter((each) => each !== waiting);
  }

  private forgetTheOld(): void {
    if (this.pages === 0 || this.api.http.clock.now() - this.since < longestUse) return;
    this.epoch++;
    this.found = new Map();
    this.singles = 0;
    this.pages = 0;
    this.complete = false;
  }
}

import type { Runtime } from "../context";
import { hasStatus } from "../http/errors";
import type { ReadOptions } from "../http/request";
import { type Absence, isNotFound, undefinedIfNotFound } from "../notFound";
import { FreshReads, longestUse } from "../readCache";
import { ReadPlan } from "./readPlan";

/** The reads of one kind of client: individually, and in pages that contain complete clients. */
export interface ClientReads<Client> {
  get(clientId: string, options?: ReadOptions): Promise<Client>;
  /** Pages count from 0. Their items may be anybody's. */
  page(number: number, options?: ReadOptions): Promise<unknown[]>;
  /** Reads an item of a page; throws if it isn't as documented. */
  decode(item: unknown): Client;
  /** The number of items on each page except the last. */
  pageSize: number;
}

interface Waiting<Client> {
  clientId: string;
  /** It is being read individually. */
  isSingle: boolean;
  resolve(found: Client | undefined): void;
  reject(error: unknown): void;
}

interface Found<Client> {
  client: Client;
  page: number;
}

/** What the pages have returned since a moment. */
interface View<Client> {
  since: number;
  plan: ReadPlan;
  found: Map<string, Found<Client>>;
}

/**
 * Finds clients by their ids with as few requests as its plan allows, and shares what it has read.
 *
 * A client that is on no page is read individually before it counts as deleted, because somebody else's deletes move clients
 * between pages while these are read. That costs one more request for each.
 *
 * No answer is older than a write of this process, or than a minute.
 */
export class Directory<Client extends { client_id: string }> {
  private view: View<Client>;
  /** Clients that this process has written: pages may be older than the write. */
  private readonly written = new Set<string>();
  private waiting: Waiting<Client>[] = [];
  private singlesUnderway = 0;
  /** Answered with a 404 that the list must confirm. */
  private readonly absent: { waiting: Waiting<Client>; error: unknown }[] = [];
  private readonly idsNow: FreshReads<Set<unknown>>;

  constructor(
    private readonly reads: ClientReads<Client>,
    private readonly runtime: Pick<Runtime, "clock" | "signal">,
  ) {
    this.idsNow = new FreshReads(runtime);
    this.view = this.viewFrom(Number.NEGATIVE_INFINITY);
  }

  read(clientId: string): Promise<Client | undefined> {
    if (this.written.has(clientId)) return this.readNow(clientId);
    const now = this.runtime.clock.now();
    // Pages of the old view that are still being read no longer count.
    if (now - this.view.since >= longestUse) this.view = this.viewFrom(now);
    const known = this.view.found.get(clientId);
    if (known) return Promise.resolve(this.use(known));
    return new Promise((resolve, reject) => {
      this.waiting.push({ clientId, isSingle: false, resolve, reject });
      this.proceed();
    });
  }

  /** The current client, whatever was read before. */
  readNow(clientId: string, urgent = false): Promise<Client | undefined> {
    return undefinedIfNotFound(this.reads.get(clientId, { urgent }), this.absenceOf(clientId, urgent));
  }

  /** How to confirm that a client doesn't exist. */
  absenceOf(clientId: string, urgent = false): Absence {
    return {
      isListed: async (isDocumented) => {
        const pages = isDocumented ? 1 : Number.POSITIVE_INFINITY;
        const read = (onSend?: () => void) => this.readIds(pages, { onSend, urgent });
        // An urgent read can't wait for others.
        const ids = await (urgent ? read() : this.idsNow.get(isDocumented ? "first page" : "all", read));
        return ids.has(clientId);
      },
    };
  }

  /** Must be called before each write of the client. */
  invalidate(clientId: string): void {
    this.written.add(clientId);
    this.view.found.delete(clientId);
  }

  private viewFrom(since: number): View<Client> {
    return { since, plan: new ReadPlan(), found: new Map() };
  }

  /** Sends all requests that the plan wants now. */
  private proceed(): void {
    for (;;) {
      const next = this.waiting.find((each) => !each.isSingle);
      // Pages may be older than a write.
      const step = next && this.view.plan.next(this.written.has(next.clientId));
      if (!step) return;
      if (step.read === "single") void this.readSingle(next, step.isSpeculative);
      else void this.readPage(step.number);
    }
  }

  private async readSingle(waiting: Waiting<Client>, isSpeculative: boolean): Promise<void> {
    waiting.isSingle = true;
    this.view.plan.singleSent(isSpeculative);
    this.singlesUnderway++;
    try {
      this.answer(waiting, await this.reads.get(waiting.clientId));
    } catch (error) {
      if (hasStatus(error, 404)) this.absent.push({ waiting, error });
      else this.reject(waiting, error);
    }
    this.singlesUnderway--;
    this.proceed();
    // One read of the list confirms all 404s so far.
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
    view.plan.pageSent(number);
    try {
      const page = await this.reads.page(number);
      view.plan.pageReceived(number, page.length >= this.reads.pageSize);
      if (view === this.view) this.enter(page, number);
    } catch (error) {
      // Clients that were found stay.
      if (view.plan.pageFailed(number) && view === this.view) this.fail(error);
    }
    view.plan.pageEnded(number);
    this.proceed();
  }

  private enter(items: unknown[], page: number): void {
    const { found } = this.view;
    for (const item of items) {
      const client = this.readable(item);
      if (client && !this.written.has(client.client_id)) found.set(client.client_id, { client, page });
    }
    for (const each of this.waiting) {
      const known = found.get(each.clientId);
      if (known) this.answer(each, this.use(known));
    }
  }

  private use({ client, page }: Found<Client>): Client {
    const ahead = this.view.plan.use(page);
    if (ahead !== undefined) void this.readPage(ahead);
    return client;
  }

  private fail(error: unknown): void {
    for (const each of this.waiting.filter(({ isSingle }) => !isSingle)) this.reject(each, error);
  }

  private answer(waiting: Waiting<Client>, client: Client | undefined): void {
    this.remove(waiting);
    waiting.resolve(client);
  }

  private reject(waiting: Waiting<Client>, error: unknown): void {
    this.remove(waiting);
    waiting.reject(error);
  }

  private remove(waiting: Waiting<Client>): void {
    this.waiting = this.waiting.filter((each) => each !== waiting);
  }

  private async readIds(pages: number, options: ReadOptions): Promise<Set<unknown>> {
    const ids = new Set<unknown>();
    for (let number = 0; number < pages; number++) {
      const page = await this.reads.page(number, options);
      for (const item of page) ids.add((item as { client_id?: unknown } | null)?.client_id);
      if (page.length < this.reads.pageSize) break;
    }
    return ids;
  }

  /** An unreadable item may be anybody's; if it's the wanted one, its single read reports what is wrong with it. */
  private readable(item: unknown): Client | undefined {
    try {
      return this.reads.decode(item);
    } catch {
      return undefined;
    }
  }
}

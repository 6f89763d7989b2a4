/** One request to a service. Holds no header, no value of a body and nothing secret. */
export interface LogEntry {
  seq: number;
  service: string;
  method: string;
  /** As it was sent: with context path and query, undecoded. */
  path: string;
  /** The names of the JSON body's attributes, in the order sent. */
  fields?: string[];
  /** The fault that was applied to it. */
  fault?: string;
  /** Set while a gate holds it. */
  held?: true;
  /**
   * Of a request that a fault struck: what the service itself answered when the work was done, whether or not anybody
   * got that answer.
   */
  workStatus?: number;
  /** 0 for a request that got no complete answer: dropped, given up by the client, or not answered yet. */
  status: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** null while it runs. */
  endedAt: number | null;
  /** Requests to this service that ran when it arrived, itself included. */
  inFlight: number;
}

/** Beyond this many the oldest go, so that a sandbox left running for weeks doesn't grow. */
const KEPT = 200_000;

export class RequestLog {
  private kept: LogEntry[] = [];
  private running = new Map<string, number>();
  private seq = 0;

  begin(service: string, method: string, path: string): LogEntry {
    const inFlight = (this.running.get(service) ?? 0) + 1;
    this.running.set(service, inFlight);
    this.seq += 1;
    const entry: LogEntry = {
      seq: this.seq,
      service,
      method,
      path,
      status: 0,
      startedAt: Date.now(),
      endedAt: null,
      inFlight,
    };
    if (this.kept.length >= KEPT) this.kept.splice(0, KEPT / 10);
    this.kept.push(entry);
    return entry;
  }

  end(entry: LogEntry, status: number): void {
    if (entry.endedAt !== null) return;
    entry.endedAt = Date.now();
    entry.status = status;
    this.running.set(entry.service, (this.running.get(entry.service) ?? 1) - 1);
  }

  entries(): readonly LogEntry[] {
    return this.kept;
  }

  /** Forgets what was logged; numbers go on, and what still runs stays counted. */
  clear(): void {
    this.kept = [];
  }
}

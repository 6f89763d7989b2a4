/** One request to a service. Holds no header, no value of a body and nothing secret. */
export interface LogEntry {
  seq: number;
  service: string;
  method: string;
  /** As it was sent: with context path and query, undecoded. */
  path: string;
  /** The names of the JSON body's attributes, in the order sent. */
  fields?: string[];
  /** The fault that it triggered. */
  fault?: string;
  /** Set while a gate holds it. */
  held?: true;
  /** Of a request that triggered a fault: the status with which the service itself answered, received or not. */
  workStatus?: number;
  /** 0 for a request without a complete response: dropped, given up by the client, or still running. */
  status: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** null while it runs. */
  endedAt: number | null;
  /** Requests to this service that ran when it arrived, itself included. */
  inFlight: number;
}

/** Beyond this many the oldest go, so that a sandbox that runs for weeks doesn't grow. */
const MAX_ENTRIES = 200_000;

export class RequestLog {
  private logged: LogEntry[] = [];
  private readonly running = new Map<string, number>();
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
    if (this.logged.length >= MAX_ENTRIES) this.logged.splice(0, MAX_ENTRIES / 10);
    this.logged.push(entry);
    return entry;
  }

  end(entry: LogEntry, status: number): void {
    if (entry.endedAt !== null) return;
    entry.endedAt = Date.now();
    entry.status = status;
    this.running.set(entry.service, (this.running.get(entry.service) ?? 1) - 1);
  }

  entries(): readonly LogEntry[] {
    return this.logged;
  }

  /** Forgets what was logged; the numbering goes on, and what still runs stays counted. */
  clear(): void {
    this.logged = [];
  }
}

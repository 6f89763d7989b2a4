import { Transport } from "../../../provider/http/transport";
import { until } from "./until";

/** The requests that this process has sent and that have no answer yet. */
export const flight = { requests: 0 };

const attempt = Transport.prototype.attempt;
Transport.prototype.attempt = async function (this: Transport, ...args: Parameters<typeof attempt>) {
  flight.requests++;
  try {
    return await attempt.apply(this, args);
  } finally {
    flight.requests--;
  }
} as typeof attempt;

/** Waits until every request has its answer, those that are about to be sent too. */
export async function landed(): Promise<void> {
  await new Promise(setImmediate);
  await until(() => flight.requests === 0);
}

import { Transport } from "../../../provider/http/transport";

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

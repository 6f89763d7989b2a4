import type { Settings } from "../../../provider/config/settings";
import type { Request } from "../../../provider/http/request";
import { OneginiConnection } from "../../../provider/onegini/connection";
import { OneLoginConnection } from "../../../provider/onelogin/connection";
import { testRun } from "../../support/run";

export const clientSecret = "canary-of-the-administrator";

export function settingsFor(service: "Onegini" | "OneLogin", url: string, tuning: Partial<Settings> = {}): Settings {
  return {
    service,
    namespace: service.toLowerCase(),
    url,
    clientId: "administrator",
    clientSecret,
    maxConcurrency: 8,
    requestTimeoutSeconds: 30,
    retryTimeoutSeconds: 300,
    on: [],
    previousUrls: [],
    ...tuning,
  };
}

/** Onegini has the fewest peculiarities: Basic authentication, any path. */
export function oneginiAt(url: string, tuning: Partial<Settings> = {}, options: Parameters<typeof testRun>[0] = {}) {
  return open(OneginiConnection, settingsFor("Onegini", url, tuning), options);
}

export function oneloginAt(url: string, tuning: Partial<Settings> = {}, options: Parameters<typeof testRun>[0] = {}) {
  return open(OneLoginConnection, settingsFor("OneLogin", url, tuning), options);
}

/** A connection in a run of its own, and a function that sends any request through it. */
function open<C extends OneginiConnection | OneLoginConnection>(
  Connection: new (...args: ConstructorParameters<typeof OneginiConnection>) => C,
  settings: Settings,
  options: Parameters<typeof testRun>[0],
) {
  const run = testRun({ random: () => 1, ...options });
  const connection = new Connection(settings, run);
  const send = (method: Request["method"], path = "/thing", more: Partial<Request> = {}): Promise<unknown> =>
    connection.http.call({ method, path, ...more }, ({ body }) => body);
  return { connection, clock: run.clock, messages: run.messages, abort: run.abort, send };
}

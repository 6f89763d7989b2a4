import type { Runtime } from "../../../provider/context";
import type { Request } from "../../../provider/http/request";
import type { Settings } from "../../../provider/http/settings";
import { Tenant as Onegini } from "../../../provider/onegini/tenant";
import { Tenant as OneLogin } from "../../../provider/onelogin/tenant";
import { FakeClock } from "./clock";

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

/** A clock, and what the person who waits was told. */
export function fakeRuntime(): Runtime & { clock: FakeClock; told: string[] } {
  const told: string[] = [];
  return { clock: new FakeClock(), random: () => 1, log: (message) => told.push(message), told };
}

/** Onegini without a service's peculiarities: Basic authentication, any path. */
export function oneginiAt(url: string, tuning: Partial<Settings> = {}) {
  const runtime = fakeRuntime();
  const tenant = new Onegini(settingsFor("Onegini", url, tuning), runtime);
  return { tenant, runtime, clock: runtime.clock, told: runtime.told, send: sender(tenant) };
}

export function oneloginAt(url: string, tuning: Partial<Settings> = {}) {
  const runtime = fakeRuntime();
  const tenant = new OneLogin(settingsFor("OneLogin", url, tuning), runtime);
  return { tenant, runtime, clock: runtime.clock, told: runtime.told, send: sender(tenant) };
}

function sender(tenant: Onegini | OneLogin) {
  return (method: Request["method"], path = "/thing", more: Partial<Request> = {}): Promise<unknown> =>
    tenant.http.call({ method, path, ...more }, ({ body }) => body);
}

/** What a call was refused with. Fails when it wasn't. */
export async function refusal(call: Promise<unknown>): Promise<Error & { [member: string]: unknown }> {
  const answer = await call.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );
  if ("value" in answer) throw new Error(`it was answered with ${JSON.stringify(answer.value)}`);
  return answer.error;
}

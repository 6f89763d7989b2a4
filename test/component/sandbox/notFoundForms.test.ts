import { describe, expect, it } from "vitest";
import type { Settings } from "../../../sandbox";
import { sandboxForAll } from "../../support/sandbox";
import { type Answer, basic, call, oneginiCaller, oneloginCaller, token } from "./support/calls";

const sandbox = sandboxForAll();
const configure = (settings: Partial<Settings>) => sandbox().control.settings(settings);

/** 404s of objects that don't exist, by path. */
async function objects(): Promise<Record<string, Answer>> {
  const onegini = oneginiCaller(sandbox().onegini);
  const onelogin = oneloginCaller(sandbox());
  const id = await sandbox().control.createAuthServer();
  return {
    "/oauth/api/v1/configuration/api-clients/none": await onegini("GET", "/none?x=1"),
    "/api/2/api_authorizations/5": await onelogin("GET", "/api_authorizations/5"),
    [`/api/2/api_authorizations/${id}/scopes/5`]: await onelogin("DELETE", `/api_authorizations/${id}/scopes/5`),
    "/api/2/apps/5": await onelogin("GET", "/apps/5"),
  };
}

/** 404s of routes that don't exist, by path. */
async function routes(): Promise<Record<string, Answer>> {
  const { clientId, clientSecret, url } = sandbox().onegini;
  const onelogin = oneloginCaller(sandbox());
  return {
    "/oauth/wrong/api/v1/configuration/api-clients": await call(
      "GET",
      `${url}/wrong/api/v1/configuration/api-clients?page=0`,
      { authorization: basic(clientId, clientSecret) },
    ),
    "/api/2/nonsense": await onelogin("GET", "/nonsense"),
    "/auth/nonsense": await call("GET", `${sandbox().url}/auth/nonsense`, {
      authorization: `bearer ${await token(sandbox())}`,
    }),
  };
}

describe.each([
  ["objects", "notFoundForm", objects, routes],
  ["unknown routes", "unknownRouteForm", routes, objects],
] as const)("404s of %s", (_what, setting, answers, others) => {
  it("framework", async () => {
    await configure({ [setting]: "framework" });
    for (const [path, { status, json }] of Object.entries(await answers())) {
      expect(status).toBe(404);
      expect(json).toEqual({ timestamp: expect.stringMatching(/Z$/), status: 404, error: "Not Found", path });
    }
  });

  it("empty", async () => {
    await configure({ [setting]: "empty" });
    for (const { status, json } of Object.values(await answers())) expect([status, json]).toEqual([404, {}]);
  });

  it("html", async () => {
    await configure({ [setting]: "html" });
    for (const { status, text, headers } of Object.values(await answers())) {
      expect(status).toBe(404);
      expect(headers.get("content-type")).toBe("text/html;charset=UTF-8");
      expect(text).toMatch(/^<!doctype html>/);
    }
  });

  it("documented, whatever the other form is", async () => {
    const documented = Object.values(await answers()).map(({ status, json }) => ({ status, json }));
    for (const { status, json } of documented) {
      expect(status).toBe(404);
      expect(json.error ?? json.name ?? json.status.type).toMatch(/^not.?found/i);
    }
    const other = setting === "notFoundForm" ? "unknownRouteForm" : "notFoundForm";
    await configure({ [other]: "empty" });
    expect(Object.values(await answers()).map(({ status, json }) => ({ status, json }))).toEqual(documented);
    for (const { json } of Object.values(await others())) expect(json).toEqual({});
  });
});

it("hidden objects look like missing ones", async () => {
  await sandbox().control.setApiClient("one", { client_secret: "s3cret" });
  await configure({ hiddenAs: 404, notFoundForm: "empty" });
  const one = oneginiCaller({ ...sandbox().onegini, clientId: "one", clientSecret: "s3cret" });
  const { status, json } = await one("GET", "/one");
  expect([status, json]).toEqual([404, {}]);
});

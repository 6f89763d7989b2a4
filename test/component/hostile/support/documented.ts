import { expect } from "vitest";
import { exampleEnvironment, type Fixture, fixtures } from "../../../support/resources";
import type { Answer } from "./hostileService";
import { exampleOf, token } from "./resources";

/** What the vendors' pages say of a request to a healthy service. */
export function documented(method: string, path: string): Answer {
  const body = documentedBody(method, path);
  return { status: documentedStatus(method, path), ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}

export function documentedStatus(method: string, path: string): number {
  if (method === "DELETE" || method === "PATCH") return 204;
  return method === "POST" && !path.startsWith("/auth/") ? 201 : 200;
}

export function documentedBody(method: string, path: string): unknown {
  if (path.startsWith("/auth/")) return { access_token: token, token_type: "bearer" };
  const [, appId] = /^\/api\/2\/apps\/(\d+)$/.exec(path) ?? [];
  if (appId !== undefined) {
    const { clientId, clientSecret } = exampleOf("AuthServerClientApp").state;
    return { id: Number(appId), sso: { client_id: clientId, client_secret: clientSecret } };
  }
  for (const { fixture, list, object } of pathsOf) {
    const answers = fixture.answers(exampleEnvironment);
    if (list.test(path)) return method === "POST" ? answers.create : answers.list;
    const [, id] = object.exec(path) ?? [];
    if (id === undefined || method === "DELETE") continue;
    return about(decodeURIComponent(id), fixture, method === "GET" ? answers.object : answers.update);
  }
  return undefined;
}

/** The same with nothing there yet: lists are empty. */
export function documentedEmpty(method: string, path: string): Answer {
  const answer = documented(method, path);
  if (method !== "GET" || !pathsOf.some(({ list }) => list.test(path))) return answer;
  const empty = JSON.parse(String(answer.body), (key, value) => (key !== "" && Array.isArray(value) ? [] : value));
  return { ...answer, body: JSON.stringify(Array.isArray(empty) ? [] : empty) };
}

/** The fixture's answer about the object with this id instead of its own. */
function about(id: string, fixture: Fixture, body: unknown): unknown {
  const [own] = fixture.exampleId(exampleEnvironment).split("/").slice(-1);
  if (body === undefined) return undefined;
  return JSON.parse(JSON.stringify(body), (_key, value) => {
    if (value === own) return id;
    return value === Number(own) ? Number(id) : value;
  });
}

/** Exactly one segment of a path: no slash, no dots alone, no query. */
const segment = "(?!\\.{1,2}(?:/|$)|%2e(?:/|%2e)|%2E(?:/|%2E))[^/?#\\\\]+";
const number = "[1-9]\\d*";

/** The paths of the vendors' pages. */
const pathsOf = fixtures.map((fixture) => {
  const collection = collectionOf(fixture);
  const isNumbered = /(^|\/)\d+$/.test(fixture.exampleId(exampleEnvironment));
  // Within a query, a value is one value.
  const query = fixture.paths.listQuery?.replace(".*", "[^/?#&=]*") ?? "";
  return {
    fixture,
    list: new RegExp(`^${collection}(?:${query})?$`),
    object: new RegExp(`^${collection}/(${isNumbered ? number : segment})$`),
    isNumbered,
  };
});

function collectionOf({ paths }: Fixture): string {
  return paths.collection(exampleEnvironment).replace(String(exampleEnvironment.authServerId), number);
}

const otherPaths = [/^\/auth\/oauth2\/v2\/token$/, /^\/api\/2\/apps\/[1-9]\d*$/];

/** @param id - Where the paths hold one that is no number, it's this one. */
export function expectDocumentedPaths(requests: { path: string }[], id?: string): void {
  for (const { path } of requests) {
    const isDocumented =
      otherPaths.some((other) => other.test(path)) ||
      pathsOf.some(({ list, object }) => list.test(path) || object.test(path));
    expect(isDocumented, `a request went to ${path}`).toBe(true);
    for (const { object, isNumbered } of pathsOf) {
      const [, found] = object.exec(path) ?? [];
      if (!isNumbered && found !== undefined && id !== undefined) expect(decodeURIComponent(found)).toBe(id);
    }
  }
}

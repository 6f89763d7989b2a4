import { describe, expect, it } from "vitest";
import { notFound, oneloginForAll } from "./support/onelogin";

const { sandbox, onelogin } = oneloginForAll();

describe("apps", () => {
  const ids = (apps: { id: number }[]) => apps.map(({ id }) => id);

  it("are listed without sso, filtered by method and name with wildcards", async () => {
    const all = await onelogin("GET", "/apps");
    expect(all.json).toHaveLength(5);
    for (const app of all.json) {
      expect(app).not.toHaveProperty("sso");
      expect(app).not.toHaveProperty("configuration");
    }
    expect(ids((await onelogin("GET", "/apps?auth_method=2")).json)).toEqual([909030]);
    expect(ids((await onelogin("GET", "/apps?name=Contacts%20*")).json)).toEqual([909021, 909022]);
    expect(ids((await onelogin("GET", "/apps?name=Contacts")).json)).toEqual([]);
    expect(ids((await onelogin("GET", "/apps?name=Payroll%20(SAML)")).json)).toEqual([909030]);
  });

  it("come in pages, by number and by cursor", async () => {
    await sandbox().control.seed({ apps: 2 });
    const first = await onelogin("GET", "/apps?auth_method=8&limit=4");
    const header = (name: string) => first.headers.get(name);
    expect(["Total-Count", "Total-Pages", "Current-Page", "Page-Items"].map(header)).toEqual(["6", "2", "1", "4"]);
    const second = await onelogin("GET", `/apps?cursor=${header("After-Cursor")}`);
    expect(second.json).toHaveLength(2);
    expect(second.headers.get("After-Cursor")).toBeNull();
    expect((await onelogin("GET", "/apps?auth_method=8&limit=4&page=2")).json).toEqual(second.json);
    expect((await onelogin("GET", `/apps?cursor=${second.headers.get("Before-Cursor")}`)).json).toEqual(first.json);
    for (const wrong of ["limit=1001", "limit=0", "page=0", "page=x", "cursor=nonsense"]) {
      expect((await onelogin("GET", `/apps?${wrong}`)).status).toBe(400);
    }
  });

  it("show the client id of OpenID Connect apps only, and nobody who may not see apps", async () => {
    const sso = { client_id: "sandbox-oidc-client-909021" };
    expect((await onelogin("GET", "/apps/909021")).json).toMatchObject({ id: 909021, auth_method: 8, sso });
    expect((await onelogin("GET", "/apps/909030")).json).not.toHaveProperty("sso");
    expect((await onelogin("GET", "/apps/1")).json).toEqual(notFound);
    await sandbox().control.settings({ appsForbidden: true });
    for (const path of ["/apps", "/apps/909021", "/connectors"]) expect((await onelogin("GET", path)).status).toBe(403);
  });
});

import { describe, expect, it } from "vitest";
import { configuration, lifetimes, notFound, oneloginForAll, servers, whole } from "./support/onelogin";

const { sandbox, onelogin, create } = oneloginForAll();

describe("authorization servers", () => {
  it("are created with 201 and an integer id, several of one name too", async () => {
    const { status, json } = await onelogin("POST", servers, whole);
    expect([status, json]).toEqual([201, { id: 1022743 }]);
    expect((await onelogin("POST", servers, whole)).json).toEqual({ id: 1022744 });
  });

  it("are listed by part of a name, without lifetimes", async () => {
    await create(servers, whole);
    await create(servers, { ...whole, name: "Other" });
    const { json } = await onelogin("GET", `${servers}?name=tacts`);
    expect(json).toEqual([{ id: 1022743, name: whole.name, description: whole.description, configuration }]);
    expect((await onelogin("GET", servers)).json).toHaveLength(2);
  });

  it("are listed up to 1000, without pages", async () => {
    await sandbox().control.seed({ authServers: 1001 });
    expect((await onelogin("GET", `${servers}?page=2`)).json).toHaveLength(1000);
  });

  it("read back whole, and get lifetimes when none are given", async () => {
    const id = await create(servers, whole);
    expect((await onelogin("GET", `${servers}/${id}`)).json).toEqual({ id, ...whole });
    const other = await create(servers, { ...whole, configuration });
    const read = await onelogin("GET", `${servers}/${other}`);
    expect(read.json.configuration.access_token_expiration_minutes).toBeGreaterThan(0);
  });

  it.each([
    [{ name: "x", description: "y" }, "Resource identifier can't be blank, Audiences can't be blank"],
    [{ ...whole, name: "" }, "Name can't be blank"],
    [{ ...whole, name: 5 }, "Name is not a string"],
    [{ ...whole, configuration: { ...configuration, audiences: [] } }, "Audiences can't be blank"],
    [{ ...whole, configuration: { ...configuration, audiences: "a" } }, "Audiences is not a list of strings"],
    [
      { ...whole, configuration: { ...configuration, access_token_expiration_minutes: 0 } },
      "Access token expiration minutes must be greater than 0",
    ],
    [
      { ...whole, configuration: { ...configuration, refresh_token_expiration_minutes: 1.5 } },
      "Refresh token expiration minutes must be an integer",
    ],
    [
      { ...whole, configuration: { ...configuration, access_token_expiration_minutes: "10" } },
      "Access token expiration minutes is not a number",
    ],
  ])("refuse %j with 422", async (body, problems) => {
    const { status, json } = await onelogin("POST", servers, body);
    expect(status).toBe(422);
    expect(json).toEqual({
      message: `Validation failed: ${problems}`,
      statusCode: 422,
      name: "UnprocessableEntityError",
    });
  });

  it("take a PUT of all attributes only", async () => {
    const id = await create(servers, whole);
    const changed = { ...whole, name: "New", configuration: { ...whole.configuration, ...{ audiences: ["b", "a"] } } };
    const { status, json } = await onelogin("PUT", `${servers}/${id}`, changed);
    expect([status, json]).toEqual([200, { id }]);
    expect((await onelogin("GET", `${servers}/${id}`)).json).toEqual({ id, ...changed });
    for (const field of ["name", "description", "configuration"]) {
      const answer = await onelogin("PUT", `${servers}/${id}`, { ...whole, [field]: undefined });
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual({
        field,
        message: "Missing required field",
        statusCode: 400,
        name: "BadRequestError",
      });
    }
    for (const field of Object.keys(whole.configuration)) {
      const part = { ...whole, configuration: { ...whole.configuration, [field]: undefined } };
      const answer = await onelogin("PUT", `${servers}/${id}`, part);
      expect([answer.status, answer.json.field]).toEqual([400, field]);
    }
    const blank = { ...whole, configuration: { ...lifetimes, resource_identifier: "", audiences: [] } };
    expect((await onelogin("PUT", `${servers}/${id}`, blank)).json.message).toBe(
      "Validation failed: Resource identifier can't be blank, Audiences can't be blank",
    );
    expect((await onelogin("GET", `${servers}/${id}`)).json).toEqual({ id, ...changed });
  });

  it("are deleted with 204, with everything in them", async () => {
    const id = await create(servers, whole);
    const scope = await create(`${servers}/${id}/scopes`, { value: "read", description: "" });
    await onelogin("POST", `${servers}/${id}/clients`, { app_id: 909021, scopes: [scope] });
    const { status, text } = await onelogin("DELETE", `${servers}/${id}`);
    expect([status, text]).toEqual([204, ""]);
    for (const part of ["", "/scopes", "/claims", "/clients"]) {
      const answer = await onelogin("GET", `${servers}/${id}${part}`);
      expect([answer.status, answer.json]).toEqual([404, notFound]);
    }
    expect((await onelogin("DELETE", `${servers}/${id}`)).status).toBe(404);
  });

  it("aren't found under malformed ids", async () => {
    const id = await create(servers, whole);
    for (const wrong of ["abc", `0${id}`, `${id}.0`, `${id}x`, "-1"]) {
      expect((await onelogin("GET", `${servers}/${wrong}`)).json).toEqual(notFound);
    }
  });

  it("refuse bodies that aren't JSON objects with 400", async () => {
    for (const body of ["{nonsense", "[]", "3", ""]) {
      const { status, json } = await onelogin("POST", servers, body);
      expect([status, json.name, json.statusCode]).toEqual([400, "BadRequestError", 400]);
    }
  });

  it("ignore unknown attributes unless told to refuse them", async () => {
    expect((await onelogin("POST", servers, { ...whole, nonsense: 1 })).status).toBe(201);
    await sandbox().control.settings({ refuseUnknownFields: true });
    expect((await onelogin("POST", servers, { ...whole, nonsense: 1 })).status).toBe(400);
    const inside = { ...whole, configuration: { ...configuration, nonsense: 1 } };
    expect((await onelogin("POST", servers, inside)).status).toBe(400);
  });
});

it("gives every set in another order when told to shuffle", async () => {
  const audiences = ["a", "b", "c"];
  const id = await create(servers, { ...whole, configuration: { ...configuration, audiences } });
  await sandbox().control.settings({ shuffle: true });
  const read = await onelogin("GET", `${servers}/${id}`);
  expect(read.json.configuration.audiences).not.toEqual(audiences);
  expect([...read.json.configuration.audiences].sort()).toEqual(audiences);
});

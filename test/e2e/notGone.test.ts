import { expect, test } from "vitest";
import { diagnostics } from "./support/reading";
import { five, idsIn, useStacks } from "./support/stacks";

/** What answers 404 in the service's place makes nobody believe that an object is gone. */
const stacks = useStacks();

const forms = ["documented", "framework", "empty", "html"] as const;
const clients = ["one", "two"].map((name) => ({
  type: "onegini.ApiClient",
  name,
  args: { clientId: name, scopes: ["onegini_api_events"] },
}));

test("an address without the right context path: a refresh forgets nothing, and a destroy empties nothing", async () => {
  const project = await stacks.project();
  project.declare(clients);
  await project.up();
  const [ids, objects] = [idsIn(project), await stacks.control.objects()];

  const { url } = stacks.sandbox.onegini;
  await project.configure({ "onegini:url": `${url}/wrong`, "onegini:previousUrl": url });
  // It has nothing to do, and stores the configuration, which the others use.
  await project.up("--expect-no-changes");
  for (const unknownRouteForm of forms) {
    await stacks.control.settings({ unknownRouteForm });
    for (const command of ["refresh", "destroy"]) {
      const output = await project.fails(command, "--yes", "--skip-preview");
      expect(output, unknownRouteForm).toMatch(/Onegini answered 404 .*the list can't be read either.*context path/s);
      expect(idsIn(project), `${command}, ${unknownRouteForm}`).toEqual(ids);
    }
  }
  expect(await stacks.control.objects()).toEqual(objects);
});

test("a gateway's 404: neither; and what is really gone is noticed, though the service's own has the same form", async () => {
  const { control } = stacks;
  const ground = await control.createAuthServer();
  const project = await stacks.project();
  const [client, server, scope] = five("", { scope: { authServerId: ground } });
  const program = [client, server, scope].flatMap((each) => each ?? []);
  project.declare(program);
  await project.up();
  const [ids, objects] = [idsIn(project), await control.objects()];

  const fault = { status: 404, body: { status: 404, error: "Not Found", path: "/refused" } };
  for (const path of ["/api-clients/orders$", "/api_authorizations/\\d+$", "/scopes"])
    await control.fault({ match: { path }, times: "forever", fault });
  await project.fails("refresh", "--yes", "--skip-preview");
  expect(idsIn(project)).toEqual(ids);
  const said = diagnostics(await project.fails("destroy", "--yes", "--skip-preview", "--continue-on-error"));
  for (const name of ["client", "server"])
    expect(said[name]).toMatch(/answered 404 .*the service's list has the object, so something else answered/);
  // Its list can't be read, and its server is there.
  expect(said.scope).toMatch(/answered 404 to DELETE .*the list can't be read either/);
  expect(idsIn(project)).toEqual(ids);
  expect(await control.objects()).toEqual(objects);

  await control.clearFaults();
  await control.settings({ notFoundForm: "framework" });
  await control.deleteApiClient("orders");
  await control.deleteScope(ground, Number(ids.scope?.split("/")[1]));
  await project.refresh();
  expect(idsIn(project)).toEqual({ server: ids.server });
  await control.deleteAuthServer(ids.server ?? "");
  await project.destroy();
  expect(idsIn(project)).toEqual({});
});

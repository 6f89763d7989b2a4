import type { Project } from "../../e2e/support/project";
import type { TenantSettings, Tenants } from "../tenants";
import { apps, changeApps, driftedApps, endUnfinishedApps, makeAdoptedApps, unfinishedApps } from "./apps";
import { app, programAt, type Recording, targets, webClient } from "./recording";
import { leaveUnfinished, unfinishedConfig } from "./unfinished";
import {
  changeWebClients,
  driftedWebClients,
  endUnfinishedWebClients,
  makeAdoptedWebClients,
  unfinishedWebClients,
  webClients,
} from "./webClients";

/** One tenant's reads have no secret of an app, as the vendor says; the other's have. */
const settings: TenantSettings = { first: { appSecretInReads: "missing" } };

/** Every web client and app in each shape that a program can give it, at once or by a change. */
export const settledWebClientsAndApps: Recording = {
  name: "web-clients-and-apps",
  settled: true,
  conditions: { settings },
  async make(project, tenants) {
    await makeAdoptedWebClients(tenants);
    await makeAdoptedApps(tenants);
    const theirs = await makeWhatIsLookedUp(tenants);
    const all = [...webClients, ...apps];
    const lastPhase = Math.max(...all.map(({ phases }) => phases.length)) - 1;
    for (let phase = 0; phase <= lastPhase; phase++) {
      project.declare([...programAt(phase, all), ...theirs]);
      await project.up();
    }
  },
};

/** The same, where the next `up` has something to do. */
export const unsettledWebClientsAndApps: Recording = {
  name: "web-clients-and-apps-unsettled",
  settled: false,
  // An app whose create's end is unknown is looked for by a refresh.
  conditions: { settings, upFlags: ["--refresh"] },
  config: unfinishedConfig,
  async make(project, tenants) {
    const drifted = programAt(0, [...driftedWebClients, ...driftedApps]);
    project.declare(drifted);
    await project.up();
    const made = await project.state();
    const id = (name: string) => made[name]?.id ?? "";
    await changeWebClients(tenants, id);
    await changeApps(tenants, id);
    await project.refresh();

    const unfinished = programAt(0, [...unfinishedWebClients, ...unfinishedApps]);
    project.declare([...drifted, ...unfinished, ...halfDone]);
    await leaveUnfinished(project, tenants, unfinished);
    const left = await project.state();
    await endUnfinishedWebClients(tenants, (name) => left[name]?.id ?? "");
    await endUnfinishedApps(tenants);
    await leaveHalfDone(project, tenants);
  },
};

const halfDone = programAt(0, [webClient("web-half-done", {}), app("app-with-lost-secret", {})]);

/** Creates whose answers were lost: the objects were found, but not what only the answer or another call could settle. */
async function leaveHalfDone(project: Project, { first: { control } }: Tenants): Promise<void> {
  await control.fault({
    match: { method: "POST", path: "/(web-clients|apps)$" },
    times: 2,
    after: true,
    fault: { status: 502 },
  });
  await control.fault({ match: { method: "PATCH", path: "/web-clients/" }, fault: { status: 403 } });
  await project.upFails("--continue-on-error", ...targets(halfDone));
  await control.clearFaults();
}

async function makeWhatIsLookedUp({ first, second }: Tenants) {
  await first.control.setWebClient("theirs", { name: "Theirs", default_scopes: ["profile"] });
  const ids = await Promise.all([first, second].map(({ control }) => control.createApp({ name: "theirs" })));
  return [
    { type: "onegini.WebClient", name: "their-web-client", get: { id: "theirs" } },
    { type: "onelogin.OidcApp", name: "their-new-app", get: { id: String(ids[0]) } },
    {
      type: "onelogin.OidcApp",
      name: "their-app-of-second",
      get: { id: String(ids[1]), state: { profile: "second" } },
    },
  ];
}

import { expect } from "vitest";
import { type LogEntry, type Sandbox, startSandbox } from "../../sandbox";
import { type Declared, Project } from "../e2e/support/project";

const perServer = 5;

/** Half API clients, half servers with three scopes and a claim each. */
function mixed(resources: number): Declared[] {
  const clients = Array.from({ length: resources / 2 }, (_, n): Declared => {
    return { type: "onegini.ApiClient", name: `client${n}`, args: { scopes: ["onegini_api_events"] } };
  });
  const servers = Array.from({ length: resources / 2 / perServer }, (_, n): Declared[] => {
    const authServerId = { $ref: `server${n}.authServerId` };
    const identifier = `https://api.example.com/${n}`;
    return [
      {
        type: "onelogin.AuthServer",
        name: `server${n}`,
        args: { configuration: { resourceIdentifier: identifier, audiences: [identifier] } },
      },
      ...["read", "write", "admin"].map((value): Declared => {
        return { type: "onelogin.AuthServerScope", name: `server${n}-${value}`, args: { authServerId, value } };
      }),
      { type: "onelogin.AuthServerClaim", name: `server${n}-email`, args: { authServerId, name: "email" } },
    ];
  });
  return [...clients, ...servers.flat()];
}

/**
 * A stack of so many resources on services that take 20 ms a call and allow 5,000 an hour: up, refresh, up, destroy.
 * Answers with the calls that each took.
 */
export async function load(resources: number): Promise<string> {
  const sandbox: Sandbox = await startSandbox({ settings: { latencyMs: 20 } });
  const { control } = sandbox;
  const project = await Project.create(sandbox);
  const calls: string[] = [];
  const counted = async (what: string, run: Promise<string>, most: number): Promise<string> => {
    const output = await run;
    const log: LogEntry[] = await control.log();
    await control.clearLog();
    for (const service of ["onegini", "onelogin"]) {
      const widths = log.filter((entry) => entry.service === service).map(({ inFlight }) => inFlight);
      expect(Math.max(0, ...widths), `${service} in ${what}`).toBeLessThanOrEqual(8);
    }
    expect(log.length, what).toBeLessThanOrEqual(most);
    expect(
      log.filter(({ status }) => status >= 300),
      what,
    ).toEqual([]);
    calls.push(`${what} ${log.length}`);
    return output;
  };
  try {
    const half = resources / 2;
    const servers = half / perServer;
    const pages = 2 * Math.ceil((half + 2) / 100) + 1;
    project.declare(mixed(resources));
    // One for each, OneLogin's token, and a look before each of OneLogin's at the most: those that start together share it.
    await counted("up", project.up(), resources + 1 + half);
    expect(await counted("refresh", project.refresh(), pages + 3 * servers + 1)).toContain(
      `${resources + 1} unchanged`,
    );
    expect(await counted("up again", project.up(), 0)).toContain(`${resources + 1} unchanged`);
    await counted("destroy", project.destroy(), resources + 1);
    const { onegini, onelogin } = await control.objects();
    expect(Object.keys(onegini.apiClients)).toEqual([sandbox.onegini.clientId]);
    expect(onelogin.authServers).toEqual({});
    return `${resources} resources, calls: ${calls.join(", ")}`;
  } finally {
    await sandbox.close();
    project.remove();
  }
}

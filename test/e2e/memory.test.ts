import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../sandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.control.seed({ apiClients: 100_000 });
});
afterAll(() => sandbox?.close());

/** A process of its own, as Pulumi's provider process is: reads so many of the clients, and tells how much memory it took at the most. */
const reader = `
const { ApiClient } = require(process.argv[1]);
const config = JSON.parse(process.argv[2]);
const before = process.memoryUsage().rss;
ApiClient.configure({ config: { get: (key) => config[key] } });
const ids = Array.from({ length: 500 }, (_, n) => "seeded-" + String(1 + n * 200).padStart(6, "0"));
(async () => {
  let next = 0;
  const work = async () => {
    while (next < ids.length) {
      const id = ids[next++];
      const { props } = await ApiClient.read(id, { clientId: id, name: "n", scopes: [] });
      if (props.clientId !== id) throw new Error("not what was asked for");
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  console.log((process.resourceUsage().maxRSS * 1024 - before) / 1e6);
})();
`;

test("reading 500 of 100,000 clients takes less than 150 MB", async () => {
  const provider = resolve(__dirname, "../../dist/provider/hosts/dynamic/index.js");
  const { url, clientId, clientSecret } = sandbox.onegini;
  const config = JSON.stringify({
    "onegini:url": url,
    "onegini:clientId": clientId,
    "onegini:clientSecret": clientSecret,
  });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["-e", reader, provider, config]);
  expect(stderr).toBe("");
  expect(Number(stdout)).toBeGreaterThan(5);
  expect(Number(stdout)).toBeLessThan(150);
  expect((await sandbox.control.log()).length).toBeLessThanOrEqual(2 * 500 + 1);
});

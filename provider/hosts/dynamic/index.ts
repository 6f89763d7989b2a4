/**
 * The lifecycles as Pulumi dynamic providers. State files contain, for years, a line that names an export of this module:
 * `exports.handler = () => require('pulumi-idp/dynamic').ApiClient;`
 */
import { createRun } from "../../context";
import { advice } from "./advice";
import { endWithEngine } from "./engineWatch";
import { dynamicProviders } from "./providers";

// Anywhere but in Pulumi's provider process, such as in a test, there is no engine to watch.
if (/dynamic-provider(\/index\.js)?$/.test((process.argv[1] ?? "").replaceAll("\\", "/"))) {
  endWithEngine(process.argv[2], () => process.exit(1));
}

// Pulumi starts a process for each run and creates a provider of each class in it: all of them share one run.
export = dynamicProviders(createRun({ advice }));

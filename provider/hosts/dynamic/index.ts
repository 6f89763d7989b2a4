/**
 * Door 1: the lifecycles as Pulumi dynamic providers. State files hold, for years, the one line that names what is
 * exported here: `exports.handler = () => require('pulumi-idp/dynamic').ApiClient;`
 */
import { createRun } from "../../context";
import { resources } from "../../resources";
import { endWithEngine } from "./engineWatch";
import { dynamicProvider } from "./provider";

// Loaded by anything but Pulumi's provider process, such as a test, there is no engine to end with.
if (/dynamic-provider(\/index\.js)?$/.test((process.argv[1] ?? "").replaceAll("\\", "/"))) {
  endWithEngine(process.argv[2], () => process.exit(1));
}

// Pulumi starts a process for each run, and makes a provider of each class in it: all of them share what there is to share.
const run = createRun();

export const ApiClient = dynamicProvider(resources.ApiClient, run);
export const AuthServer = dynamicProvider(resources.AuthServer, run);
export const AuthServerScope = dynamicProvider(resources.AuthServerScope, run);
export const AuthServerClaim = dynamicProvider(resources.AuthServerClaim, run);
export const AuthServerClientApp = dynamicProvider(resources.AuthServerClientApp, run);

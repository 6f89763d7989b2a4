/**
 * Door 1: the lifecycles as Pulumi dynamic providers. State files hold, for years, the one line that names what is
 * exported here: `exports.handler = () => require('pulumi-idp/dynamic').ApiClient;`
 */
import { resources } from "../../resources";
import { endWithEngine } from "./engineWatch";
import { dynamicProvider } from "./provider";

// Loaded by anything but Pulumi's provider process, such as a test, there is no engine to end with.
if (/dynamic-provider(\/index\.js)?$/.test((process.argv[1] ?? "").replaceAll("\\", "/"))) {
  endWithEngine(process.argv[2], () => process.exit(1));
}

export const ApiClient = dynamicProvider(resources.ApiClient);
export const AuthServer = dynamicProvider(resources.AuthServer);
export const AuthServerScope = dynamicProvider(resources.AuthServerScope);
export const AuthServerClaim = dynamicProvider(resources.AuthServerClaim);
export const AuthServerClientApp = dynamicProvider(resources.AuthServerClientApp);

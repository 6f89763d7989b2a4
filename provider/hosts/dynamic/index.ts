/**
 * Door 1: the lifecycles as Pulumi dynamic providers. State files hold, for years, the one line that names what is
 * exported here: `exports.handler = () => require('pulumi-idp/dynamic').ApiClient;`
 */
import { resources } from "../../resources";
import { dynamicProvider } from "./provider";

export const ApiClient = dynamicProvider(resources.ApiClient);
export const AuthServer = dynamicProvider(resources.AuthServer);
export const AuthServerScope = dynamicProvider(resources.AuthServerScope);
export const AuthServerClaim = dynamicProvider(resources.AuthServerClaim);
export const AuthServerClientApp = dynamicProvider(resources.AuthServerClientApp);

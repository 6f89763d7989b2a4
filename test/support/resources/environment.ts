import type { Control } from "../../../sandbox";

/** An authorization server with three scopes, for what belongs to a server. */
export interface Parent {
  authServerId: number;
  scopeIds: number[];
}

/** What is at a service before a fixture's resource is created. */
export interface Environment extends Parent {
  /** Another server, to move to. */
  other: Parent;
}

/** The values of the scopes that each of the two servers has. */
export const parentScopes = ["parent:read", "parent:write", "parent:admin"];

export async function prepareEnvironment(control: Control): Promise<Environment> {
  return { ...(await prepareParent(control)), other: await prepareParent(control) };
}

async function prepareParent(control: Control): Promise<Parent> {
  const authServerId = await control.createAuthServer({ name: "Parent" });
  const scopeIds: number[] = [];
  for (const value of parentScopes) scopeIds.push(await control.createScope(authServerId, { value }));
  return { authServerId, scopeIds };
}

/** For tests that ask no service, or one of their own. */
export const exampleEnvironment: Environment = {
  authServerId: 4711,
  scopeIds: [51, 52, 53],
  other: { authServerId: 4712, scopeIds: [61, 62, 63] },
};

import type { FaultMatch } from "../../../sandbox";
import type { Environment } from "./environment";
import type { Fixture } from "./fixture";

/** The request that creates an object, as the sandbox's faults and gates match it. */
export function createRequest({ paths }: Fixture, environment: Environment): FaultMatch & { path: string } {
  return { method: "POST", path: `${escaped(paths.collection(environment))}$` };
}

/** The requests for one object, as the sandbox's faults and gates match them. */
export function requestsFor(
  { paths }: Fixture,
  id: string,
): Record<"read" | "lookUp" | "list" | "update" | "delete", FaultMatch> {
  const object = paths.object(id);
  const collection = object.slice(0, object.lastIndexOf("/"));
  const path = `${escaped(object)}$`;
  const get = { method: "GET", path };
  const list = { method: "GET", path: `${escaped(collection)}${paths.listQuery ?? ""}$` };
  return {
    read: paths.readsFrom === "object" ? get : list,
    lookUp: paths.looksUpIn === "object" ? get : list,
    list,
    update: { method: paths.update, path },
    delete: { method: "DELETE", path },
  };
}

function escaped(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

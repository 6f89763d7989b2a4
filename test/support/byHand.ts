import type { ControlChange, Sandbox } from "../../sandbox";

/** Does in the service's console what a fixture's `byHand` says. Gives the answer's JSON, such as the new object's id. */
export async function doByHand({ url }: Pick<Sandbox, "url">, { method, path, body }: ControlChange): Promise<unknown> {
  const response = await fetch(`${url}/_sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

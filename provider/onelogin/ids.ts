/** `1022743` */
export function serverId(id: string): number {
  return number(id, id, "the number that OneLogin gave it, such as 1022743");
}

/** `1022743/51` */
export function pair(id: string): { serverId: number; partId: number } {
  const [server, part, ...more] = id.split("/");
  const wanted = "the authorization server's number and its own, such as 1022743/51";
  return { serverId: number(id, server, wanted), partId: number(id, more.length > 0 ? undefined : part, wanted) };
}

function number(id: string, text: string | undefined, wanted: string): number {
  const value = Number(text);
  if (!text || !/^[1-9]\d*$/.test(text) || !Number.isSafeInteger(value))
    throw new Error(`${JSON.stringify(id)} is no id of this resource: it must be ${wanted}.`);
  return value;
}

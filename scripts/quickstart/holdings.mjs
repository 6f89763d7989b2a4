// @ts-check
// What the sandbox holds, in words that can be shown and compared.

/** @typedef {{ [line: string]: string }} Holdings what is there, and what it says */

/**
 * @param {import("../../dist/sandbox/index.js").Objects} objects
 * @param {string} admin the API client that the sandbox was started with
 * @returns {Holdings}
 */
export function holdings({ onelogin, onegini }, admin) {
  /** @type {Holdings} */
  const held = {};
  for (const server of Object.values(onelogin.authServers)) {
    const { resource_identifier, audiences, ...minutes } = server.configuration;
    const { access_token_expiration_minutes: access, refresh_token_expiration_minutes: refresh } = minutes;
    held[`authorization server  ${server.name}`] = `"${server.description}"`;
    held[`  protects            ${resource_identifier}`] =
      `tokens for ${audiences.join(" ")}, ${access} and ${refresh} minutes`;
    for (const { value, description } of server.scopes) held[`  scope               ${value}`] = `"${description}"`;
    for (const { name, user_attribute_mappings } of server.claims)
      held[`  claim               ${name}`] = `from the user's ${user_attribute_mappings}`;
    for (const { app_id, scope_ids } of server.clientApps)
      held[`  client app          ${app_id}`] = server.scopes
        .filter(({ id }) => scope_ids.includes(id))
        .map(({ value }) => value)
        .sort()
        .join(" ");
  }
  for (const { client_id, scopes } of Object.values(onegini.apiClients))
    if (client_id !== admin) held[`API client            ${client_id}`] = [...scopes].sort().join(" ");
  return held;
}

/**
 * One line for each, and a mark beside what isn't as it should be.
 * @param {Holdings} held
 * @param {Holdings} wanted
 * @param {(text: string) => string} mark
 * @returns {string[]}
 */
export function table(held, wanted, mark) {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(held)])];
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => {
    const says = held[name];
    if (says === undefined) return `  ${name.padEnd(width)}  ${mark("← deleted")}`;
    const note = says === wanted[name] ? "" : `  ${mark(`← not ${wanted[name] ?? "in the program"}`)}`;
    return `  ${name.padEnd(width)}  ${says}${note}`;
  });
}

/**
 * Requests, those of one kind in one line.
 * @param {{ method: string, path: string }[]} log
 * @returns {string[]}
 */
export function counted(log) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { method, path } of log) {
    const line = `${method.padEnd(6)} ${path}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `${String(count).padStart(4)} × ${line}`);
}

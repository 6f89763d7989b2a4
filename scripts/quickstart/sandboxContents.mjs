// @ts-check
// What the sandbox holds, in words that can be shown and compared.

/** @typedef {{ [object: string]: string }} Contents each object, with what is set on it */

/**
 * @param {import("../../dist/sandbox/index.js").Objects} objects
 * @returns {Contents}
 */
export function describeContents({ onelogin, onegini }) {
  /** @type {Contents} */
  const contents = {};
  for (const server of Object.values(onelogin.authServers)) {
    const { resource_identifier, audiences, ...minutes } = server.configuration;
    const { access_token_expiration_minutes: access, refresh_token_expiration_minutes: refresh } = minutes;
    contents[`authorization server  ${server.name}`] = `"${server.description}"`;
    contents[`  protects            ${resource_identifier}`] =
      `tokens for ${audiences.join(" ")}, ${access} and ${refresh} minutes`;
    for (const { value, description } of server.scopes) contents[`  scope               ${value}`] = `"${description}"`;
    for (const { name, user_attribute_mappings } of server.claims)
      contents[`  claim               ${name}`] = `from the user's ${user_attribute_mappings}`;
    for (const { app_id, scope_ids } of server.clientApps) {
      const { name = app_id } = onelogin.apps.find(({ id }) => id === app_id) ?? {};
      contents[`  client app          ${name}`] = server.scopes
        .filter(({ id }) => scope_ids.includes(id))
        .map(({ value }) => value)
        .sort()
        .join(" ");
    }
  }
  for (const { name, configuration } of onelogin.apps)
    contents[`OpenID Connect app    ${name}`] = String(configuration.redirect_uri);
  for (const { client_id, scopes } of Object.values(onegini.apiClients))
    contents[`API client            ${client_id}`] = [...scopes].sort().join(" ");
  for (const { client_id, grant_types, access_token_expires_in } of Object.values(onegini.webClients))
    contents[`web client            ${client_id}`] = `${grant_types.join(" ")}, ${access_token_expires_in} seconds`;
  return contents;
}

/**
 * One line an object, with a mark beside each that isn't as expected.
 * @param {Contents} actual
 * @param {Contents} expected
 * @param {(text: string) => string} mark
 * @returns {string[]}
 */
export function contentsTable(actual, expected, mark) {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => {
    const value = actual[name];
    if (value === undefined) return `  ${name.padEnd(width)}  ${mark("← deleted")}`;
    const note = value === expected[name] ? "" : `  ${mark(`← not ${expected[name] ?? "in the program"}`)}`;
    return `  ${name.padEnd(width)}  ${value}${note}`;
  });
}

/**
 * One line for all requests with the same method and path.
 * @param {{ method: string, path: string }[]} requests
 * @returns {string[]}
 */
export function countRequests(requests) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { method, path } of requests) {
    const line = `${method.padEnd(6)} ${path}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => `${String(count).padStart(4)} × ${line}`);
}

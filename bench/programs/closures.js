// The same resources as people write dynamic providers: an object of closures with axios calls in them, one read a
// resource. It says nothing about retries, limits, lost answers or drift of inputs, so it has less to do.
const crypto = require("node:crypto");
const pulumi = require("@pulumi/pulumi");
const axios = require("axios");

const request = (method, path, data) =>
  axios.request({
    method,
    url: `${process.env.ONEGINI_URL}/api/v1/configuration/api-clients${path}`,
    data,
    auth: { username: process.env.ONEGINI_CLIENT_ID, password: process.env.ONEGINI_CLIENT_SECRET },
  });

const provider = {
  async diff(_id, olds, news) {
    const changes = olds.name !== news.name || JSON.stringify(olds.scopes) !== JSON.stringify(news.scopes);
    const replaces = olds.clientId !== news.clientId ? ["clientId"] : [];
    return { changes: changes || replaces.length > 0, replaces, deleteBeforeReplace: true };
  },

  async create(inputs) {
    const clientSecret = crypto.randomBytes(32).toString("base64url");
    const { name, clientId, scopes } = inputs;
    await request("POST", "", { name, client_id: clientId, client_secret: clientSecret, scopes });
    return { id: clientId, outs: { name, clientId, scopes, clientSecret } };
  },

  async read(id, props) {
    try {
      const { data } = await request("GET", `/${encodeURIComponent(id)}`);
      return { id, props: { ...props, name: data.name, clientId: data.client_id, scopes: data.scopes } };
    } catch (error) {
      if (error.response?.status === 404) return {};
      throw error;
    }
  },

  async update(id, olds, news) {
    await request("PATCH", `/${encodeURIComponent(id)}`, { name: news.name, scopes: news.scopes });
    return { outs: { ...news, clientSecret: olds.clientSecret } };
  },

  async delete(id) {
    await request("DELETE", `/${encodeURIComponent(id)}`);
  },
};

class ApiClient extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(
      provider,
      name,
      { ...args, name, clientId: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`, clientSecret: undefined },
      { additionalSecretOutputs: ["clientSecret"] },
    );
  }
}

for (let number = 1; number <= Number(process.env.BENCH_COUNT); number++) {
  new ApiClient(`client-${number}`, { scopes: ["onegini_api_events", "onegini_api_insights"] });
}

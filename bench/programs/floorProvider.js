// Installed as the module bench-floor. What isn't here, Pulumi's dynamic provider answers by itself: check with the
// inputs, diff with "compare them yourself", read with the state, delete with "done".
exports.ApiClient = {
  async create({ __provider, ...inputs }) {
    return { id: inputs.clientId, outs: { ...inputs, clientSecret: "s".repeat(43), clientSecretGenerated: true } };
  },
};

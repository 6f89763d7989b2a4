// BENCH_COUNT API clients, as a user of this package writes them.
const { onegini } = require("pulumi-idp");

for (let number = 1; number <= Number(process.env.BENCH_COUNT); number++) {
  new onegini.ApiClient(`client-${number}`, { scopes: ["onegini_api_events", "onegini_api_insights"] });
}

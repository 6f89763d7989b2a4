// Required into every Node of a run by NODE_OPTIONS: writes a line to the file that BENCH_ALARM names whenever axios is
// loaded, with the program that loads it.
const { appendFileSync } = require("node:fs");
const Module = require("node:module");

const load = Module._load;
Module._load = function (request, ...others) {
  if (request === "axios") appendFileSync(process.env.BENCH_ALARM, `${process.argv[1]}\n`);
  return load.call(this, request, ...others);
};
